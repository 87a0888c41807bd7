from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.second_factors import SecondFactor
from shop.storage import customers, second_factors, sessions
from tests.support.accounts import EMAIL, add_customer, an_event
from tests.support.gateway import NOW
from tests.unit.storage.test_remembered_logins import make_session

FACTOR = SecondFactor("id-of-customer", "sealed", NOW, 7, ("h1", "h2"))


def notice(number: int) -> Mail:
    return Mail(f"second-factor#{number}", EMAIL, "second-factor-on", {})


def turned_on() -> None:
    add_customer()
    sessions.insert(make_session())
    second_factors.turn_on(FACTOR, make_session(), an_event(), notice(1), seconds_left=10)


def test_turning_on_ends_the_other_sessions_and_happens_once(tables):
    turned_on()
    assert second_factors.find(FACTOR.customer_id) == FACTOR
    assert customers.get(FACTOR.customer_id).epoch == 2
    moved = replace(make_session(), epoch=2)
    with pytest.raises(Conflict):
        second_factors.turn_on(FACTOR, moved, an_event(), notice(2), seconds_left=10)
    assert tables.count("MailsTable") == tables.count("AccountEventsTable") == 1


def test_turning_off_removes_what_was_read_and_nothing_newer(tables):
    turned_on()
    moved = replace(make_session(), epoch=2)
    other = replace(FACTOR, sealed="another")
    with pytest.raises(Conflict):
        second_factors.turn_off(other, moved, an_event(), notice(2), seconds_left=10)
    second_factors.turn_off(FACTOR, moved, an_event(), notice(2), seconds_left=10)
    assert second_factors.find(FACTOR.customer_id) is None
    assert customers.get(FACTOR.customer_id).epoch == 3


def test_a_step_is_used_once_whoever_comes_first(tables):
    turned_on()
    assert second_factors.change_step(FACTOR, 8)
    assert not second_factors.change_step(FACTOR, 8)
    assert not second_factors.change_step(FACTOR, 7)
    assert not second_factors.change_step(replace(FACTOR, sealed="another"), 9)


def test_a_recovery_code_is_used_once_and_told(tables):
    turned_on()
    after = replace(FACTOR, recovery_hashes=("h2",))
    use = second_factors.change_recovery
    assert use(FACTOR, after, an_event(), notice(3), seconds_left=10)
    assert not use(FACTOR, after, an_event(), notice(4), seconds_left=10)
    assert second_factors.find(FACTOR.customer_id) == after
    assert tables.count("MailsTable") == 2
