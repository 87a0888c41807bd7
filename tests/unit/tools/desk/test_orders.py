"""A day's orders, from the terminal alone."""

from datetime import timedelta

import pytest

from shop.domain.visits import records_of
from shop.storage import visits
from shop.storage.orders import row_of
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.terminal import OPERATOR, Terminal
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def terminal() -> Terminal:
    stock(make_product("LAMP"), make_product("MUG"))
    row_of(an_order()).save()
    return Terminal()


def test_lists_orders_with_what_must_happen_next(terminal):
    assert terminal.run("orders") == 0
    assert NUMBER in terminal.out
    assert "awaiting payment" in terminal.out
    assert "2 LAMP, 1 MUG" in terminal.out
    assert terminal.run("orders", "--status", "shipped") == 0
    assert "Nothing." in terminal.out


def test_lists_the_orders_of_a_time_whatever_their_state(terminal):
    gone = an_order(number="CT-3333-3333-3", status="shipped", shipment="shipped")
    row_of(gone).save()
    day = gone.placed_at.astimezone().date()
    assert terminal.run("orders", "--from", str(day), "--to", str(day)) == 0
    assert "2 orders" in terminal.out
    assert terminal.run("orders", "--days", "1", "--status", "shipped") == 0
    assert "1 order " in terminal.out
    assert NUMBER not in terminal.out
    assert terminal.run("orders", "--to", str(day - timedelta(days=1))) == 0
    assert "Nothing." in terminal.out
    terminal.now = gone.placed_at + timedelta(hours=2)
    assert terminal.run("orders", "--hours", "1") == 0
    assert "Nothing." in terminal.out
    assert terminal.run("orders", "--hours", "3") == 0
    assert "2 orders" in terminal.out


@pytest.mark.parametrize("words", [("--hours", "1", "--days", "1"), ("--from", "soon")])
def test_a_time_that_makes_no_sense_is_wrong_usage(terminal, words):
    assert terminal.run("orders", *words) == 2


def test_an_order_goes_its_way(terminal):
    assert terminal.run("mark-paid", NUMBER, "--yes") == 0
    assert f"✓ {NUMBER} is paid." in terminal.out
    assert terminal.run("pick-list") == 0
    assert "3 units to pick" in terminal.out
    assert terminal.run("pack", NUMBER, "--yes") == 0
    assert terminal.run("orders") == 0
    assert "packing" in terminal.out
    assert terminal.run("unpack", NUMBER, "--yes") == 0
    assert terminal.run("ship", NUMBER, "--tracking", "AB123", "--yes") == 0
    assert "has left under AB123" in terminal.out
    assert terminal.run("ship", NUMBER, "--tracking", "AB123", "--yes") == 0, "the same again"
    assert terminal.run("order", NUMBER) == 0
    assert terminal.out.count("shipped") >= 2
    assert "ada" in terminal.out, "who did it"
    assert terminal.run("refund", NUMBER, "--how", "bank", "--reference", "BACS 1", "--yes") == 0
    assert "is paid back" in terminal.out
    assert terminal.run("refunds") == 0
    assert terminal.out.startswith("£0.00 owed")


def test_an_order_is_cancelled(terminal):
    assert terminal.run("cancel", NUMBER, "--yes") == 0
    assert terminal.run("mark-paid", NUMBER, "--yes") == 0
    assert "cannot be sent any more: the money is owed back" in terminal.out
    assert terminal.run("refunds") == 0
    assert NUMBER in terminal.out


def test_diagnosing_shows_visits_and_logs_who_looked_and_why(terminal):
    visit = make_visit(order_number=NUMBER, status=500, path="/checkout")
    visits.insert_all(records_of(visit))
    with logged() as log:
        assert terminal.run("diagnose", NUMBER, "--reason", "the customer rang") == 0
    assert "GET /checkout" in terminal.out
    assert "192.0.2.10" in terminal.out
    (line,) = [line for line in log if line["message"] == "desk-action"]
    assert (line["operator"], line["reason"]) == (OPERATOR, "the customer rang")


def test_invoices_are_issued_and_listed(terminal):
    terminal.run("mark-paid", NUMBER, "--yes")
    assert terminal.run("invoice", NUMBER, "--yes") == 0
    assert "Issued." in terminal.out
    assert terminal.run("invoice", NUMBER, "--yes") == 0
    assert "Nothing was due." in terminal.out
    year = f"{NOW + timedelta(0):%Y}"
    assert terminal.run("invoices", f"INV-{year}") == 0
    assert f"INV-{year}: 1 document in all" in terminal.out
