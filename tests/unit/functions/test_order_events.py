"""The orders table's stream: one mail for each fact, however often it is delivered."""

from dataclasses import replace
from typing import Any

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.orders import By, Order, placed
from shop.gateways.order_links import order_key
from shop.storage import invoices, orders
from shop.storage.orders import event_row, row_of
from shop.web.desk.money import Refunding, refund
from shop.web.desk.orders import mark_paid
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.logs import counted, logged
from tests.support.order_streams import (
    deliver,
    event_record,
    images_of,
    order_record,
    stream_record,
)
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order()
CANCELLED = replace(ORDER, status="cancelled", version=2)


def mail_ids(tables: Tables) -> list[str]:
    return sorted(mail["mail_id"] for mail in tables.items("MailsTable"))


def test_a_new_order_gets_its_receipt(tables: Tables):
    assert deliver(order_record(1, None, ORDER), event_record(2, ORDER)) == []

    (mail,) = tables.items("MailsTable")
    assert mail["mail_id"] == f"order#{NUMBER}#received#1"
    assert (mail["to"], mail["template"]) == ("ada@example.com", "order-received")
    assert f"?key={order_key(NUMBER)}" in mail["values"]


def test_a_record_that_comes_again_mails_nothing_again(tables: Tables):
    for _ in range(3):
        assert deliver(order_record(1, None, ORDER)) == []

    assert mail_ids(tables) == [f"order#{NUMBER}#received#1"]


def test_a_cancelled_order_is_told(tables: Tables):
    deliver(order_record(1, None, ORDER), order_record(2, ORDER, CANCELLED))

    assert mail_ids(tables) == [f"order#{NUMBER}#cancelled#1", f"order#{NUMBER}#received#1"]


def test_other_changes_and_removals_mail_nothing(tables: Tables):
    noted = replace(ORDER, version=2)
    assert deliver(order_record(1, ORDER, noted), order_record(2, noted, None)) == []

    assert mail_ids(tables) == []


def test_paid_and_shipped_are_told_once_each(tables: Tables):
    paid = replace(ORDER, status="paid", version=2)
    shipped = replace(paid, status="shipped", version=3, tracking="AB123")
    for _ in range(2):
        assert deliver(order_record(1, ORDER, paid), order_record(2, paid, shipped)) == []

    assert mail_ids(tables) == [f"order#{NUMBER}#paid#1", f"order#{NUMBER}#shipped#1"]


def test_a_poisonous_record_holds_up_no_other(tables: Tables):
    broken = images_of(ORDER) | {"lines": {"S": "no JSON"}}
    other = an_order(number="CT-3333-3333-3")
    with logged() as lines:
        failed = deliver(
            order_record(1, None, ORDER),
            stream_record(2, {"NewImage": broken}),
            order_record(3, None, other),
        )

    assert failed == ["2"]
    assert len(mail_ids(tables)) == 2
    assert [line["message"] for line in lines].count("unhandled-error") == 1
    assert "ada@example.com" not in str(lines)


def test_a_record_whose_mail_could_not_be_kept_comes_again(tables: Tables):
    with failing("PutItem", "InternalServerError"):
        assert deliver(order_record(1, None, ORDER)) == ["1"]
    assert deliver(order_record(1, None, ORDER)) == []

    assert len(mail_ids(tables)) == 1


def test_a_mail_costs_one_call():
    order_key(NUMBER)
    CALLS.clear()
    deliver(order_record(1, None, ORDER), event_record(2, ORDER))

    assert CALLS == ["PutItem"]


def kept_as_paid() -> Order:
    """Keep a paid order and return it."""
    row_of(ORDER).save()
    mark_paid(NUMBER, By("an operator"), NOW, seconds_left=10)
    return orders.get_with_events(NUMBER)[0]


def latest_event(order: Order) -> dict[str, Any]:
    """Return the record of an order's latest event."""
    event = orders.get_with_events(order.number)[1][-1]
    return stream_record(9, {"NewImage": event_row(order, event).serialize()})


def test_a_payment_is_invoiced_once_however_often_it_is_delivered(tables: Tables):
    record = latest_event(kept_as_paid())
    for _ in range(3):
        assert deliver(record) == []

    (invoice,) = invoices.list_by_order(NUMBER)
    assert invoice.number.endswith("-000001")
    assert [event.type for event in orders.get_with_events(NUMBER)[1]] == ["paid", "invoiced"]
    assert mail_ids(tables) == []


def test_a_refund_is_mailed_and_credited_once(tables: Tables):
    deliver(latest_event(kept_as_paid()))
    refund(Refunding(number=NUMBER, amount_pence=1000, how="cheque"), By("an operator"), NOW)
    record = latest_event(orders.get_with_events(NUMBER)[0])
    for _ in range(2):
        assert deliver(record) == []

    assert mail_ids(tables) == [f"order#{NUMBER}#refunded-4#1"]
    kinds = sorted(document.kind for document in invoices.list_by_order(NUMBER))
    assert kinds == ["credit_note", "invoice"]


def test_money_that_is_owed_is_told_to_its_customer_once(tables: Tables):
    row_of(CANCELLED).save()
    mark_paid(NUMBER, By("an operator"), NOW, seconds_left=10)
    record = latest_event(orders.get_with_events(NUMBER)[0])
    for _ in range(2):
        assert deliver(record) == []

    assert mail_ids(tables) == [f"order#{NUMBER}#refund-due-3#1"]
    assert invoices.list_by_order(NUMBER) == []


def test_an_invoice_that_cannot_be_issued_holds_up_no_payment_and_comes_again(tables: Tables):
    paid = kept_as_paid()
    mailed = order_record(1, ORDER, paid)
    with failing("TransactWriteItems", "InternalServerError"):
        assert deliver(mailed, latest_event(paid)) == ["9"]
    assert mail_ids(tables) == [f"order#{NUMBER}#paid#1"]
    assert deliver(latest_event(paid)) == []
    assert len(invoices.list_by_order(NUMBER)) == 1


def test_whose_data_was_erased_is_told_nothing_more(tables: Tables):
    erased = replace(CANCELLED, email="")
    assert deliver(order_record(1, None, replace(ORDER, email=""))) == []
    assert deliver(order_record(2, ORDER, erased)) == []
    assert mail_ids(tables) == []


def counts_of(capsys, *records: Any) -> dict[str, int]:
    capsys.readouterr()
    deliver(*records)
    return counted(capsys.readouterr().out)


def test_counts_what_becomes_of_an_order(capsys):
    paid = replace(ORDER, status="paid", version=2)
    counts = counts_of(
        capsys, order_record(1, None, ORDER), event_record(2, ORDER), order_record(3, ORDER, paid)
    )
    expected = {
        "OrdersPlaced": 1,
        "OrdersPaid": 1,
        "RevenueMinorUnits": ORDER.sums.total_pence,
    }
    assert expected.items() <= counts.items()


def test_what_fails_and_comes_again_is_counted_once(capsys):
    new = order_record(1, None, ORDER)
    with failing("PutItem", "ValidationException", times=1):
        assert "OrdersPlaced" not in counts_of(capsys, new)
    assert counts_of(capsys, new)["OrdersPlaced"] == 1


def test_nobody_is_told_of_the_shops_own_test_orders(tables: Tables, capsys):
    test = replace(ORDER, lines=(replace(ORDER.lines[0], sku=TEST_SKU),))
    row_of(test).save()
    closed = replace(test, status="cancelled", version=2)

    told = [order_record(1, None, test), event_record(2, test), order_record(3, test, closed)]
    assert deliver(*told) == []
    assert tables.items("MailsTable") == []
    assert set(counted(capsys.readouterr().out)) <= {"ColdStarts"}


def test_a_test_order_that_somebody_marks_paid_has_no_invoice(tables: Tables):
    test = replace(ORDER, lines=(replace(ORDER.lines[0], sku=TEST_SKU),))
    row_of(test).save()
    event_row(test, placed(test)).save()
    mark_paid(NUMBER, By("operator", "request-1"), NOW, seconds_left=10)
    order, events = orders.get_with_events(NUMBER)

    images = {"NewImage": event_row(order, events[-1]).serialize()}
    assert deliver(stream_record(1, images)) == []
    assert tables.items("InvoicesTable") == []
    assert tables.items("MailsTable") == []
