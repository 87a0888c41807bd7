from datetime import timedelta

import pytest

from shop.domain.account_events import AccountEvent
from shop.domain.sessions import Browser
from shop.storage import account_events
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW

HOME = Browser("Firefox on Linux", "192.0.2.0/24")


def event(number: int, customer_id: str = "c1") -> AccountEvent:
    at = NOW + timedelta(minutes=number)
    return AccountEvent(customer_id, f"e{number}", at, "password-changed", HOME)


def test_lists_the_newest_first_and_goes_on_before_a_position(tables):
    for number in range(5):
        account_events.insert(event(number))
    account_events.insert(event(9, "c2"))

    assert account_events.list_by_customer("c1", limit=2) == [event(4), event(3)]
    older = account_events.list_by_customer("c1", before=event(3).position, limit=9)
    assert older == [event(2), event(1), event(0)]


def test_is_only_added_to(tables):
    account_events.insert(event(1))
    account_events.insert(event(1))
    with pytest.raises(Cancelled):
        write_together(lambda transaction: account_events.put_in(transaction, event(1)))
    assert len(tables.items("AccountEventsTable")) == 1


def test_is_swept_after_a_year(tables):
    account_events.insert(event(0))
    expires_at = int((NOW + timedelta(days=365)).timestamp())
    assert tables.items("AccountEventsTable")[0]["expires_at"] == expires_at
