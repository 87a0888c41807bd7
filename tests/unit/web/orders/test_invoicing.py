"""Issuing: whatever asks, however often and whenever, each document is there once."""

from typing import Any

import pytest

from shop.domain.errors import NotFound, TryAgain
from shop.domain.fulfilment import pay
from shop.domain.orders import By
from shop.domain.payments import received_offline
from shop.storage import invoices, order_changes, orders, payments
from shop.storage.orders import row_of
from shop.web.desk import money as desk_money
from shop.web.desk import orders as desk_orders
from shop.web.orders.invoicing import issue_due
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
BY = By("bookkeeping", "request-1")
OTHER = "CT-3333-3333-3"


def paid(number: str = NUMBER) -> None:
    row_of(an_order(number=number, version=1)).save()
    order = orders.get_with_events(number)[0]
    receipt = payments.receipt_of(received_offline(order, (), NOW))
    order_changes.change_with_receipt(order, *pay(order, NOW, BY), receipt, seconds_left=10)


def book(number: str = NUMBER) -> list[str]:
    return [d.number for d in issue_due(number, NOW, BY, seconds_left=10)]


def refund(**given: Any) -> None:
    asked = desk_money.Refunding(number=NUMBER, how="bank", **given)
    desk_money.refund(asked, BY, NOW)


def history() -> list[str]:
    return [event.type for event in orders.get_with_events(NUMBER)[1]]


def test_an_order_that_is_paid_gets_one_invoice_however_often_it_is_asked_for():
    paid()
    with logged() as lines:
        assert [book(), book(), book()] == [["INV-2026-000001"], [], []]
    assert [line["message"] for line in lines] == ["document-issued"]
    assert "example.com" not in str(lines)
    assert history() == ["paid", "invoiced"]


def test_an_order_that_is_not_paid_gets_none():
    row_of(an_order()).save()
    assert book() == []
    with pytest.raises(NotFound):
        book(OTHER)


def test_two_that_issue_the_same_invoice_at_once_issue_one():
    paid()
    with just_before("TransactWriteItems", book):
        assert book() == []
    assert invoices.last_position("INV-2026") == 1
    assert history() == ["paid", "invoiced"]


def test_two_orders_invoiced_at_once_get_numbers_that_follow_each_other():
    paid()
    paid(OTHER)
    with just_before("TransactWriteItems", lambda: book(OTHER)):
        assert book() == ["INV-2026-000002"]
    assert invoices.list_series("INV-2026", 0, 10) == [
        ("INV-2026-000001", OTHER),
        ("INV-2026-000002", NUMBER),
    ]


def test_an_order_that_changes_meanwhile_is_invoiced_all_the_same():
    paid()

    def ship() -> None:
        desk_orders.mark_shipped(NUMBER, "AB1", BY, NOW, seconds_left=10)

    with just_before("TransactWriteItems", ship):
        assert book() == ["INV-2026-000001"]
    assert history()[-1] == "invoiced"


def test_each_refund_that_is_done_gets_one_credit_note():
    paid()
    book()
    refund(amount_pence=1000)
    assert [book(), book()] == [["CRN-2026-000001"], []]
    refund(key="rest")
    assert book() == ["CRN-2026-000002"]
    notes = [d.total_pence for d in invoices.list_by_order(NUMBER) if d.kind == "credit_note"]
    assert sorted(notes) == sorted([-1000, 1000 - TOTAL])
    assert history() == ["paid", "invoiced", "refunded", "credited", "refunded", "credited"]


def test_what_was_missed_is_issued_all_at_once():
    paid()
    refund(amount_pence=1000)
    refund(key="rest")
    assert book() == ["INV-2026-000001", "CRN-2026-000001", "CRN-2026-000002"]


def test_an_invoice_costs_few_calls():
    paid()
    CALLS.clear()
    book()
    one = ["Query", "Query", "GetItem", "TransactWriteItems"]
    assert [*one, "Query", "Query", "Query", "Query"] == CALLS


def test_gives_up_when_others_are_always_quicker():
    paid()
    refused = cancelled("None", "None", "None", "ConditionalCheckFailed", "None")
    with failing("TransactWriteItems", refused), pytest.raises(TryAgain):
        issue_due(NUMBER, NOW, BY, seconds_left=3.05)
    assert invoices.last_position("INV-2026") == 0
    assert book() == ["INV-2026-000001"]
