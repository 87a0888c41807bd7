from dataclasses import replace

import pytest

from shop.domain import corrections
from shop.domain.data_requests import answered, correcting
from shop.domain.errors import NotFound
from shop.domain.invoices import Document, issue
from shop.domain.orders import By
from shop.storage import corrections as kept
from shop.storage import invoices, orders
from shop.storage.orders import row_of
from shop.web.orders.access import OpenedOrder
from shop.web.orders.invoice_views import document_context, get_credit_note, get_invoice
from tests.support.corrections import a_correction
from tests.support.documents import an_invoice
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order(status="paid", customer_id="c1")
OPENED = OpenedOrder(ORDER, ())


def issued(document: Document) -> Document:
    order = orders.get_with_events(NUMBER)[0]
    numbered = invoices.next_in_series(document)
    change = (order, *issue(order, numbered, By("bookkeeping")))
    invoices.insert_next(numbered, change, seconds_left=10)
    return numbered


def credited() -> Document:
    row_of(ORDER).save()
    invoice = issued(an_invoice(ORDER))
    return issued(
        replace(
            invoice,
            kind="credit_note",
            series="CRN-2026",
            credits=invoice.number,
            refund_id="001#k1",
            total_pence=-invoice.total_pence,
            issued_at=NOW,
        )
    )


def test_an_invoice_is_shown_with_its_credit_notes():
    credited()
    view = get_invoice(OPENED)
    assert (view.number, view.order_number, view.total.amount) == ("INV-2026-000001", NUMBER, 4758)
    assert [(part.rate, part.net.amount, part.tax.amount) for part in view.taxes] == [
        ("20%", 3965, 793)
    ]
    assert view.invoice is None
    assert [(note.number, note.path) for note in view.credit_notes] == [
        ("CRN-2026-000001", f"/orders/{NUMBER}/credit-notes/CRN-2026-000001")
    ]
    assert document_context(OPENED, view)["order_path"] == f"/orders/{NUMBER}"
    assert document_context(OPENED, view)["country_names"] == {"GB": "United Kingdom"}


def test_a_correction_that_was_noted_stands_beside_the_invoice():
    credited()
    order = orders.get_with_events(NUMBER)[0]
    for position, changes in enumerate(
        ({"what": "invoice", "wish": "Sample Limited"}, {"what": "other", "wish": "It was red."})
    ):
        asked = a_correction(position=position + 1, address=None, **changes)
        request = correcting(asked.correction_id, "account", NUMBER, NOW)
        told = corrections.ask(order, [], asked, By("customer"))
        assert told is not None
        kept.insert(order, told, asked, request, None, seconds_left=10)
        answer = corrections.accept(told[0], asked, "", NOW, By("operator"))
        closed = (request, answered(request, NOW, is_declined=False))
        kept.change(told[0], asked, answer, closed, None, seconds_left=10)
        order = answer.change[0]
    before = get_invoice(OPENED)
    view = get_invoice(replace(OPENED, events=orders.get_with_events(NUMBER)[1]))
    assert [(noted.noted_at, noted.wish) for noted in view.corrections] == [
        ("2026-11-23T10:00:00Z", "Sample Limited")
    ]
    assert (view.buyer, view.number) == (before.buyer, before.number)


def test_a_credit_note_is_shown_with_its_invoice():
    view = get_credit_note(OPENED, credited().number)
    assert (view.kind, view.total.amount) == ("credit_note", -4758)
    assert view.invoice is not None
    assert view.invoice.path == f"/orders/{NUMBER}/invoice"
    assert view.credit_notes == []


def test_what_is_not_issued_is_not_found():
    with pytest.raises(NotFound, match="when the order is paid"):
        get_invoice(OPENED)
    with pytest.raises(NotFound):
        get_credit_note(OPENED, "INV-2026-000001")


def test_a_credit_note_of_another_number_is_not_shown():
    credited()
    with pytest.raises(NotFound):
        get_credit_note(OPENED, "CRN-2026-000002")


def test_the_link_of_a_mail_shows_no_document_and_says_why():
    credited()
    by_link = replace(OPENED, key="a key")
    with pytest.raises(NotFound, match="ask there for a code"):
        get_invoice(by_link)
    with pytest.raises(NotFound, match="ask there for a code"):
        get_credit_note(by_link, "CRN-2026-000001")
