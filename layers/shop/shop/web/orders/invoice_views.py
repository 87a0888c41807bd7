"""Invoices and credit notes as answers show them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shop.domain.addresses import Address
from shop.domain.corrections import NOTED
from shop.domain.countries import COUNTRIES
from shop.domain.errors import NotFound
from shop.domain.instants import rfc3339
from shop.domain.invoices import Document, DocumentKind, DocumentLine, Seller
from shop.domain.money import Money, pence
from shop.domain.tax import TAX_NAME, TaxPart, rate_in_words
from shop.gateways.order_links import credit_note_path, invoice_path, order_path
from shop.storage import corrections, invoices
from shop.web.orders.access import OpenedOrder

_LOCKED = (
    "This shows your name and address, which the link to your order leaves out. Open the order, "
    "ask there for a code by mail, and come back from the page that the code opens."
)


class TaxView(msgspec.Struct, kw_only=True):
    """The part of a total that is taxed at one rate."""

    rate: str
    net: Money
    tax: Money


class DocumentLineView(msgspec.Struct, kw_only=True):
    """What is charged, or credited."""

    name: str
    sku: str
    quantity: int
    unit_price: Money
    total: Money


class DocumentLink(msgspec.Struct, kw_only=True):
    """Another document of the same order."""

    number: str
    path: str


class NotedCorrection(msgspec.Struct, kw_only=True):
    """How something on a document should read: the document itself stays as it was issued."""

    noted_at: str
    wish: str


class DocumentView(msgspec.Struct, kw_only=True):
    """An invoice or a credit note; what is credited is negative."""

    kind: DocumentKind
    number: str
    order_number: str
    issued_at: str
    placed_at: str
    paid_at: str
    currency: str
    seller: Seller
    buyer: Address
    lines: list[DocumentLineView]
    subtotal: Money
    discount: Money
    shipping: Money
    taxes: list[TaxView]
    tax: Money
    total: Money
    prices_include_tax: bool
    invoice: DocumentLink | None
    credit_notes: list[DocumentLink]
    corrections: list[NotedCorrection] = []


def get_invoice(opened: OpenedOrder) -> DocumentView:
    """Return the invoice of an order.

    Raises:
        NotFound: there is none yet, or only its owner may see it.
    """
    for document, issued in _issued(opened):
        if document.kind == "invoice":
            view = _view(document, issued, opened.key)
            view.corrections = _noted(opened)
            return view
    raise NotFound("There is no invoice yet: it is issued when the order is paid in full.")


def get_credit_note(opened: OpenedOrder, number: str) -> DocumentView:
    """Return a credit note of an order.

    Raises:
        NotFound: the order has none of this number, or only its owner may see it.
    """
    for document, issued in _issued(opened):
        if document.kind == "credit_note" and document.number == number:
            return _view(document, issued, opened.key)
    raise NotFound("There is no such credit note.")


def document_context(opened: OpenedOrder, view: DocumentView) -> dict[str, Any]:
    """Return what only the page of a document needs."""
    return {
        "order_path": order_path(opened.order.number, opened.key),
        "tax_name": TAX_NAME,
        "country_names": {view.buyer.country: COUNTRIES.get(view.buyer.country, "")},
    }


def _issued(opened: OpenedOrder) -> list[tuple[Document, list[Document]]]:
    if not opened.sees_all:
        raise NotFound(_LOCKED)
    issued = invoices.list_by_order(opened.order.number)
    return [(document, issued) for document in issued]


def _view(document: Document, issued: Sequence[Document], key: str) -> DocumentView:
    return DocumentView(
        kind=document.kind,
        number=document.number,
        order_number=document.order_number,
        issued_at=rfc3339(document.issued_at),
        placed_at=rfc3339(document.placed_at),
        paid_at=rfc3339(document.paid_at),
        currency=document.currency,
        seller=document.seller,
        buyer=document.buyer,
        lines=[_line(line) for line in document.lines],
        subtotal=pence(document.subtotal_pence),
        discount=pence(document.discount_pence),
        shipping=pence(document.shipping_pence),
        taxes=[_tax(part) for part in document.taxes],
        tax=pence(document.tax_pence),
        total=pence(document.total_pence),
        prices_include_tax=document.prices_include_tax,
        invoice=_invoice_link(document, key),
        credit_notes=_note_links(document, issued, key),
    )


def _noted(opened: OpenedOrder) -> list[NotedCorrection]:
    # Most orders have none, and need no further reading.
    if not any(event.type == NOTED for event in opened.events):
        return []
    return [
        NotedCorrection(noted_at=rfc3339(found.answered_at), wish=found.wish)
        for found in corrections.list_by_order(opened.order.number)
        if (found.what, found.state) == ("invoice", "noted") and found.answered_at is not None
    ]


def _line(line: DocumentLine) -> DocumentLineView:
    return DocumentLineView(
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=pence(line.unit_price_pence),
        total=pence(line.total_pence),
    )


def _tax(part: TaxPart) -> TaxView:
    return TaxView(
        rate=rate_in_words(part.rate_basis_points),
        net=pence(part.net_pence),
        tax=pence(part.tax_pence),
    )


def _invoice_link(document: Document, key: str) -> DocumentLink | None:
    if document.credits is None:
        return None
    return DocumentLink(number=document.credits, path=invoice_path(document.order_number, key))


def _note_links(document: Document, issued: Sequence[Document], key: str) -> list[DocumentLink]:
    return [
        DocumentLink(number=note.number, path=credit_note_path(note.order_number, note.number, key))
        for note in issued
        if note.credits == document.number
    ]
