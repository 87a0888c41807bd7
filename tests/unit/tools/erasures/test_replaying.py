from datetime import timedelta

import pytest

from shop.domain.data_requests import DataRequest
from shop.gateways.subject_marks import customer_mark, email_mark
from shop.storage import customers, data_requests
from tests.support.accounts import EMAIL, add_customer
from tests.support.data_requests import add_request
from tests.support.gateway import NOW
from tools.erasures.replaying import people_in_tables, replay

pytestmark = pytest.mark.usefixtures("tables")
LATER = NOW + timedelta(days=3)


def in_the_ledger(**changes) -> DataRequest:
    marks = {
        "customer_mark": customer_mark("id-of-customer"),
        "email_mark": email_mark(EMAIL),
    }
    done = {"state": "done", "customer_id": "", "email": "", "done_at": NOW + timedelta(hours=1)}
    return add_request(**marks | done | changes)


def test_finds_everybody_the_tables_name():
    add_customer()
    people = people_in_tables()
    assert people.customer_ids == {"id-of-customer"}
    assert people.emails == {EMAIL}


def test_erases_again_who_is_back_and_closes_the_entry_again():
    add_customer()
    add_customer("other@example.com")
    in_the_ledger()
    (entry,) = replay(LATER)
    assert (entry.state, entry.email) == ("done", "")
    assert data_requests.find(entry.request_id) == entry
    assert customers.find("id-of-customer") is None
    assert customers.find("id-of-other") is not None


def test_does_nothing_where_nobody_is_back():
    in_the_ledger()
    assert replay(LATER) == []


@pytest.mark.parametrize("changes", [{"kind": "export"}, {"state": "undone"}])
def test_an_export_or_an_erasure_taken_back_erases_nobody(changes):
    add_customer()
    in_the_ledger(**changes)
    assert replay(LATER) == []
    assert customers.find("id-of-customer") is not None


def test_carries_on_with_what_an_open_order_had_held_up():
    add_customer()
    in_the_ledger(state="orders-open", email=EMAIL, customer_id="id-of-customer", done_at=None)
    (entry,) = replay(LATER)
    assert entry.state == "done"
    assert customers.find("id-of-customer") is None
