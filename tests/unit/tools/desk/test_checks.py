"""The proof after a restore: it passes on whole books, and names each fault that is planted."""

import os
from datetime import timedelta

import pytest

from shop.domain.orders import By, placed
from shop.gateways.subject_marks import customer_mark, email_mark
from shop.storage.invoices import InvoiceRow
from shop.storage.orders import OrderRow, event_row, row_of
from shop.storage.payments import PaymentRow
from shop.storage.products import ProductRow
from shop.storage.stock_movements import StockMovementRow
from shop.web.desk import orders as desk
from shop.web.orders.invoicing import issue_due
from tests.support.accounts import EMAIL, add_customer
from tests.support.data_requests import add_request
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.terminal import Terminal

BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


@pytest.fixture
def terminal(tables):
    """The terminal of a shop with goods, a paid order, its invoice, and somebody erased."""
    before = dict(os.environ)
    stock(make_product("LAMP"), make_product("MUG"))
    order = an_order()
    row_of(order).save()
    event_row(order, placed(order)).save()
    desk.mark_paid(NUMBER, BY, NOW, seconds_left=20)
    issue_due(NUMBER, NOW, BY, seconds_left=20)
    marks = {"customer_mark": customer_mark("id-of-customer"), "email_mark": email_mark(EMAIL)}
    done_at = NOW + timedelta(hours=1)
    add_request(**marks, state="done", customer_id="", email="", done_at=done_at)
    yield Terminal()
    os.environ.clear()
    os.environ.update(before)


def failed(terminal: Terminal) -> dict[str, list[str]]:
    code = terminal.run("restore-check", "--json")
    told = terminal.json
    assert code == (0 if told["passed"] else 1)
    return {check["name"]: check["found"] for check in told["checks"] if not check["passed"]}


def test_passes_where_all_is_as_it_must_be(terminal):
    assert failed(terminal) == {}
    assert [check["looked_at"] for check in terminal.json["checks"]] == [2, 1, 1, 1, 1]
    assert terminal.run("restore-check") == 0
    assert terminal.out.count("pass ") == 5
    assert "FAIL" not in terminal.out


def test_names_what_fails_and_what_to_do(terminal):
    add_customer()
    assert terminal.run("restore-check") == 1
    assert "FAIL" in terminal.out
    assert "python -m tools.erasures replay" in terminal.out


def test_finds_stock_that_is_not_the_sum_of_its_movements(terminal):
    ProductRow("LAMP").update([ProductRow.available.set(99)], ProductRow.sku.exists())
    movement = StockMovementRow(sku="GONE", movement="m", quantity=3, reason="count", at=NOW)
    movement.save(StockMovementRow.sku.does_not_exist())
    assert failed(terminal) == {
        "stock is the sum of its movements": [
            "GONE: stock 0, but its movements come to 3",
            "LAMP: stock 99, but its movements come to 10",
        ]
    }


def test_finds_an_order_that_is_paid_without_its_payment(terminal):
    PaymentRow.find_row(NUMBER, "payment#001").delete(PaymentRow.part.exists())
    (found,) = failed(terminal)["orders and payments agree"]
    assert found == f"{NUMBER}: paid, but £0.00 of £47.58 came"


def test_finds_money_that_came_for_an_order_which_does_not_know_of_it(terminal):
    order = OrderRow(NUMBER, "order")
    order.update([OrderRow.status.set("awaiting_payment")], OrderRow.part.exists())
    (found,) = failed(terminal)["orders and payments agree"]
    assert found == f"{NUMBER}: awaiting payment, but £47.58 came and is not owed"


def test_finds_a_payment_and_a_story_that_have_lost_their_order(terminal):
    OrderRow(NUMBER, "order").delete(OrderRow.part.exists())
    told = failed(terminal)
    assert told["orders and payments agree"] == [f"{NUMBER}: paid, but there is no such order"]
    assert "rows of an order that is not there" in told["every order has its story"][0]


def test_finds_an_order_that_has_lost_its_story(terminal):
    for row in OrderRow.query(NUMBER, OrderRow.part.startswith("event#")):
        row.delete(OrderRow.part.exists())
    assert failed(terminal) == {
        "every order has its story": [f"{NUMBER}: an order without its story"]
    }


def number_row() -> InvoiceRow:
    (row,) = [row for row in InvoiceRow.scan() if row.part.startswith("number#")]
    return row


def test_finds_a_number_that_is_missing_from_its_series(terminal):
    row = number_row()
    row.delete(InvoiceRow.part.exists())
    assert failed(terminal)["invoice numbers have no gap"] == [
        f"{row.number}: missing",
        f"{row.number}: a document whose number its series has not",
    ]


def test_finds_a_series_that_was_put_back_before_its_last_number(terminal):
    row = number_row()
    InvoiceRow(row.filed_under, "counter").update(
        [InvoiceRow.last.set(0)], InvoiceRow.part.exists()
    )
    (found,) = failed(terminal)["invoice numbers have no gap"]
    assert found == f"{row.number}: given, but the series ends at 0"


def test_finds_a_number_whose_document_is_lost(terminal):
    row = number_row()
    InvoiceRow(NUMBER, "invoice").delete(InvoiceRow.part.exists())
    (found,) = failed(terminal)["invoice numbers have no gap"]
    assert found == f"{row.number}: its document of {NUMBER} is missing"


def test_finds_who_is_back_though_they_were_erased(terminal):
    add_customer()
    (found,) = failed(terminal)["nobody is back who was erased"]
    assert "1 in CustomersTable" in found


def test_changes_nothing(terminal, tables):
    add_customer()
    before = [tables.items(name) for name in ("CustomersTable", "OrdersTable", "DataRequestsTable")]
    terminal.run("restore-check")
    after = [tables.items(name) for name in ("CustomersTable", "OrdersTable", "DataRequestsTable")]
    assert after == before
