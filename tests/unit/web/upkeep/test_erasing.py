from datetime import timedelta

import pytest

from shop.domain import data_requests as rules
from shop.storage import customers, data_requests, orders
from shop.web.upkeep import erasing
from tests.support.accounts import EMAIL, add_customer
from tests.support.data_requests import add_request
from tests.support.faults import answered_but, failing
from tests.support.gateway import NOW
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
DUE = NOW + timedelta(hours=1)


def state() -> str:
    return data_requests.find("example-erasure").state


def test_carries_out_what_is_due_and_nothing_else():
    add_customer()
    add_request()
    add_request(request_id="undone", state="undone")
    assert erasing.carry_out_all(DUE - timedelta(seconds=1)) == 0
    assert state() == "waiting"
    assert erasing.carry_out_all(DUE) == 1
    assert state() == "done"
    assert customers.find("id-of-customer") is None


def test_erases_the_address_that_the_account_has_by_then(tables: Tables):
    add_customer("new@example.com", customer_id="id-of-customer")
    add_request()
    erasing.carry_out_all(DUE)
    assert tables.items("CustomerEmailsTable") == []


def test_what_is_undone_at_the_last_moment_is_not_begun():
    add_customer()
    request = add_request()
    data_requests.change(request, rules.undone(request, NOW))
    assert erasing.carry_out(request, DUE) == request
    assert customers.find("id-of-customer") is not None


def test_what_has_begun_cannot_be_undone():
    request = add_request()
    data_requests.change(request, rules.begun(request, EMAIL))
    assert not data_requests.change(request, rules.undone(request, NOW))


def test_one_that_fails_does_not_keep_another_from_being_carried_out():
    add_request(request_id="first", due_at=NOW, customer_id="id-1", email="a@example.com")
    add_request()
    fault = RuntimeError("on purpose")
    with failing("UpdateItem", fault, times=1), pytest.raises(ExceptionGroup):
        erasing.carry_out_all(DUE)
    assert (data_requests.find("first").state, state()) == ("waiting", "done")


def test_tells_what_is_left_and_tries_again_at_the_next_run():
    orders.row_of(an_order(customer_id="id-of-customer", status="shipped")).save()
    add_request()
    refused = "ConditionalCheckFailedException"
    # Two changes of the request, then the order's: it changed at the same moment.
    with logged() as lines, answered_but("UpdateItem", 1, refused):
        assert erasing.carry_out_all(DUE) == 0
    told = [line for line in lines if line["message"] == "erasure-incomplete"]
    assert [line["tables"] for line in told] == ["{'OrdersTable': 1}"]
    assert state() == "erasing"
    assert erasing.carry_out_all(DUE) == 1


def test_keeps_the_orders_that_are_not_closed_in_mind(tables: Tables):
    orders.row_of(an_order(customer_id="id-of-customer", email=EMAIL)).save()
    add_request()
    assert erasing.carry_out_all(DUE) == 0
    request = data_requests.find("example-erasure")
    assert (request.state, request.orders) == ("orders-open", (NUMBER,))
    (order,) = tables.items("OrdersTable")
    assert "customer_id" not in order
    assert order["email"] == EMAIL


def test_counts_what_went(tables: Tables):
    add_customer()
    orders.row_of(an_order(customer_id="id-of-customer", status="shipped")).save()
    add_request()
    erasing.carry_out_all(DUE)
    counts = data_requests.find("example-erasure").counts
    assert counts["CustomersTable"] == counts["CustomerEmailsTable"] == counts["OrdersTable"] == 1
    assert "SessionsTable" not in counts
