"""Sessions as they are kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.sessions import Browser, Credential, Session, opened
from shop.storage import sessions
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
BROWSER = Browser("Firefox on Linux", "192.0.2.0/24")


def make_session(number: int = 1, customer_id: str = "c1") -> Session:
    credential = Credential(f"{number:022}", "s" * 43)
    return opened(
        credential,
        (customer_id, 1),
        BROWSER,
        NOW + timedelta(minutes=number),
        family_id="f1",
        is_restored=bool(number % 2),
    )


def test_reads_what_was_kept_and_nothing_else():
    for number in (1, 2):
        sessions.insert(make_session(number))
        assert sessions.find(f"{number:022}") == make_session(number)
    assert sessions.find("x") is None


def test_a_row_is_swept_a_day_after_its_beginning(tables: Tables):
    sessions.insert(make_session())

    (row,) = tables.items("SessionsTable")
    assert row["expires_at"] == int((NOW + timedelta(minutes=1, days=1)).timestamp())


def test_an_insert_whose_answer_was_lost_recognises_its_own_row():
    sessions.insert(make_session())
    sessions.insert(make_session())

    assert sessions.find(make_session().session_id) == make_session()


def test_an_identifier_is_never_used_twice():
    sessions.insert(make_session())
    sessions.insert(replace(make_session(), secret_hash="another", customer_id="c2"))

    assert sessions.find(make_session().session_id) == make_session()


def test_lists_the_newest_first_and_nobody_elses():
    for number in (2, 1, 3):
        sessions.insert(make_session(number))
    sessions.insert(make_session(4, "c2"))

    assert sessions.list_by_customer("c1") == [make_session(n) for n in (3, 2, 1)]


def test_removes_a_session_once_and_by_its_own_secret_only():
    sessions.insert(make_session())

    assert not sessions.remove(replace(make_session(), secret_hash="another"))
    assert sessions.remove(make_session())
    assert not sessions.remove(make_session())


def test_marking_makes_no_session_out_of_nothing():
    sessions.change_last_seen(make_session(), NOW)

    assert sessions.find(make_session().session_id) is None


def test_a_fault_of_the_database_is_not_taken_for_a_refusal():
    with failing("PutItem", "ValidationException"), pytest.raises(Exception, match="on purpose"):
        sessions.insert(make_session())
