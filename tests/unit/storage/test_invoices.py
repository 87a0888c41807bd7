from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.invoices import Document, issue
from shop.domain.orders import By, Order
from shop.storage import invoices, orders
from shop.storage.invoices import InvoiceRow
from shop.storage.orders import row_of
from tests.support.documents import an_invoice
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order(status="paid", version=2)
OTHER = replace(ORDER, number="CT-3333-3333-3")


@pytest.fixture(autouse=True)
def _kept(tables):
    """Two paid orders."""
    row_of(ORDER).save()
    row_of(OTHER).save()


def insert(document: Document, order: Order = ORDER) -> None:
    change = (order, *issue(order, document, By("bookkeeping")))
    invoices.insert_next(document, change, seconds_left=10)


def test_number_document_and_event_are_one_fact(tables):
    document = invoices.next_in_series(an_invoice(ORDER))
    CALLS.clear()
    insert(document)

    assert CALLS == ["TransactWriteItems"]
    assert document.number == "INV-2026-000001"
    assert invoices.list_by_order(NUMBER) == [document]
    assert invoices.last_position("INV-2026") == 1
    order, (event,) = orders.get_with_events(NUMBER)
    assert (order.version, event.type) == (3, "invoiced")
    assert invoices.list_series("INV-2026", 0, 10) == [("INV-2026-000001", NUMBER)]
    assert tables.count("InvoicesTable") == 3


def test_the_next_number_is_the_one_after_the_last():
    insert(invoices.next_in_series(an_invoice(ORDER)))
    insert(invoices.next_in_series(an_invoice(OTHER)), OTHER)
    assert invoices.last_position("INV-2026") == 2
    assert invoices.list_series("INV-2026", 1, 10) == [("INV-2026-000002", OTHER.number)]


def test_a_number_that_was_given_meanwhile_is_not_given_twice():
    first = invoices.next_in_series(an_invoice(ORDER))
    second = invoices.next_in_series(an_invoice(OTHER))
    insert(first)
    with pytest.raises(Conflict):
        insert(second, OTHER)
    assert invoices.list_by_order(OTHER.number) == []
    assert orders.get_with_events(OTHER.number) == (OTHER, ())


@pytest.mark.parametrize("position", [3, 9])
def test_no_number_can_be_left_out(position):
    insert(invoices.next_in_series(an_invoice(ORDER)))
    with pytest.raises(Conflict):
        insert(replace(an_invoice(OTHER), position=position), OTHER)
    assert invoices.last_position("INV-2026") == 1


def test_a_series_begins_with_one():
    with pytest.raises(Conflict):
        insert(replace(an_invoice(ORDER), position=2))


def test_an_order_has_one_invoice():
    insert(invoices.next_in_series(an_invoice(ORDER)))
    now = orders.get_with_events(NUMBER)[0]
    with pytest.raises(Conflict):
        insert(invoices.next_in_series(an_invoice(now)), now)
    assert invoices.last_position("INV-2026") == 1


def test_nothing_is_issued_for_an_order_that_has_changed():
    stale = replace(ORDER, version=1)
    with pytest.raises(Conflict):
        insert(invoices.next_in_series(an_invoice(ORDER)), stale)
    assert invoices.last_position("INV-2026") == 0
    assert invoices.list_by_order(NUMBER) == []


def test_an_invoice_and_a_credit_note_are_kept_as_they_were_issued():
    invoice = invoices.next_in_series(an_invoice(ORDER))
    insert(invoice)
    now = orders.get_with_events(NUMBER)[0]
    note = replace(
        invoice,
        kind="credit_note",
        series="CRN-2026",
        position=1,
        credits=invoice.number,
        refund_id="001#k1",
        issued_at=NOW,
    )
    insert(note, now)
    assert invoices.list_by_order(NUMBER) == [note, invoice]
    again = replace(note, position=2)
    with pytest.raises(Conflict):
        insert(again, orders.get_with_events(NUMBER)[0])


def test_a_number_is_not_given_again_even_if_its_counter_is_lost():
    insert(invoices.next_in_series(an_invoice(ORDER)))
    InvoiceRow(filed_under="INV-2026", part="counter").delete()
    with pytest.raises(Conflict):
        insert(invoices.next_in_series(an_invoice(OTHER)), OTHER)
    assert invoices.list_series("INV-2026", 0, 10) == [("INV-2026-000001", NUMBER)]
