"""Remembered logins as they are kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.remembered_logins import RememberedLogin, remembered
from shop.domain.sessions import Browser, Credential, Session, hash_of, opened
from shop.storage import customers, remembered_logins, sessions
from tests.support.accounts import add_customer, an_event
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
SHOWN = Credential("f" * 22, "t" * 43)
FAMILY = remembered(SHOWN, customer_id="id-of-customer", epoch=1, now=NOW)
LATER = NOW + timedelta(hours=2)


def make_session(number: int = 1) -> Session:
    return opened(
        Credential(f"{number:022}", "s" * 43),
        ("id-of-customer", 1),
        Browser("Firefox", "192.0.2.0/24"),
        NOW,
        family_id=FAMILY.family_id,
        is_restored=False,
    )


@pytest.fixture(autouse=True)
def _remembered(tables: Tables) -> None:
    add_customer()
    remembered_logins.insert_with_session(FAMILY, make_session(), seconds_left=10)


def moved_on() -> RememberedLogin:
    return replace(
        FAMILY,
        current_hash=hash_of("next"),
        previous_hash=FAMILY.current_hash,
        rotated_at=LATER,
        next_hash=hash_of("the one after"),
        issued_at=LATER,
    )


def test_reads_what_was_kept_together_with_its_session():
    assert remembered_logins.find(FAMILY.family_id) == FAMILY
    assert sessions.find(make_session().session_id) == make_session()
    assert remembered_logins.find("x") is None


def test_a_row_is_swept_thirty_days_after_the_password(tables: Tables):
    (row,) = tables.items("RememberedLoginsTable")

    assert row["expires_at"] == int((NOW + timedelta(days=30)).timestamp())
    assert SHOWN.secret not in str(row)


def test_moves_on_only_from_what_was_read():
    after = moved_on()

    assert remembered_logins.change_and_open(FAMILY, after, make_session(2), seconds_left=10)
    assert remembered_logins.find(FAMILY.family_id) == after
    assert not remembered_logins.change_and_open(FAMILY, after, make_session(3), seconds_left=10)
    assert sessions.find(make_session(3).session_id) is None
    again = replace(after, next_hash=hash_of("yet another"))
    assert remembered_logins.change_and_open(after, again, make_session(3), seconds_left=10)


def test_a_stolen_login_ends_with_the_epoch_and_a_mail_or_not_at_all(tables: Tables):
    warning = Mail("warning#1", "customer@example.com", "remembered-login-stolen", {})
    stale = moved_on()

    assert not remembered_logins.remove_stolen(stale, warning, an_event(), seconds_left=10)
    assert tables.items("MailsTable") == []
    assert remembered_logins.remove_stolen(FAMILY, warning, an_event(), seconds_left=10)
    assert len(tables.items("MailsTable")) == 1
    assert customers.get("id-of-customer").epoch == 2
    assert remembered_logins.find(FAMILY.family_id) is None


def test_a_new_epoch_takes_one_session_and_its_family_along():
    remembered_logins.change_epoch(make_session(), 2, an_event(), seconds_left=10)

    family, session = remembered_logins.find(FAMILY.family_id), sessions.find(f"{1:022}")
    assert family is not None
    assert session is not None
    assert family.epoch == session.epoch == customers.get("id-of-customer").epoch == 2


def test_two_new_epochs_at_once_are_one():
    remembered_logins.change_epoch(make_session(), 2, an_event(), seconds_left=10)

    with pytest.raises(Conflict):
        remembered_logins.change_epoch(make_session(), 2, an_event(), seconds_left=10)


def test_forgets_a_login_for_its_customer_or_whoever_shows_a_token_of_it():
    remembered_logins.remove(FAMILY.family_id, "somebody else")
    remembered_logins.remove_shown(Credential(FAMILY.family_id, "w" * 43))
    assert remembered_logins.find(FAMILY.family_id) == FAMILY

    remembered_logins.remove_shown(SHOWN)
    assert remembered_logins.find(FAMILY.family_id) is None
    remembered_logins.remove(FAMILY.family_id, "id-of-customer")


@pytest.mark.parametrize("token", ["previous", "current", "next"])
def test_any_token_that_is_good_may_end_its_family(token: str):
    after = replace(
        moved_on(),
        previous_hash=hash_of("previous"),
        current_hash=hash_of("current"),
        next_hash=hash_of("next"),
    )
    remembered_logins.change_and_open(FAMILY, after, make_session(2), seconds_left=10)

    remembered_logins.remove_shown(Credential(FAMILY.family_id, token))

    assert remembered_logins.find(FAMILY.family_id) is None
