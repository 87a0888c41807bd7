"""Invoices and credit notes: what they say for good, and which is to be issued next.

A document is made with the position 0; its place in the series is taken when it is issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from shop.domain.addresses import Address
from shop.domain.money import CURRENCY, in_figures, pence, shares
from shop.domain.orders import By, Changed, Order, OrderEvent, with_event
from shop.domain.payments import Payment
from shop.domain.refunds import Refund
from shop.domain.tax import TaxPart

type DocumentKind = Literal["invoice", "credit_note"]

BOOKKEEPING = "bookkeeping"
INVOICED = "invoiced"
CREDITED = "credited"
_SERIES: dict[DocumentKind, str] = {"invoice": "INV", "credit_note": "CRN"}
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who sells, as the shop was called and reached when a document was issued."""

    name: str
    postal_address: str
    email: str
    telephone: str
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """What a document charges or credits for; amounts in pence."""

    name: str
    quantity: int
    unit_price_pence: int
    total_pence: int
    sku: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice or a credit note; `position` counts its series from 1.

    What a credit note credits is negative, and `credits` names its invoice, `refund_id` the refund.
    """

    kind: DocumentKind
    series: str
    position: int = 0
    order_number: str
    issued_at: datetime
    placed_at: datetime
    paid_at: datetime
    currency: str = CURRENCY
    seller: Seller
    buyer: Address
    lines: tuple[DocumentLine, ...]
    subtotal_pence: int
    discount_pence: int = 0
    shipping_pence: int = 0
    taxes: tuple[TaxPart, ...]
    prices_include_tax: bool
    total_pence: int
    credits: str | None = None
    refund_id: str | None = None

    @property
    def number(self) -> str:
        """The number in its series: `INV-2026-000001`."""
        return document_number(self.series, self.position)

    @property
    def tax_pence(self) -> int:
        """The tax in the total."""
        return sum(part.tax_pence for part in self.taxes)


def document_number(series: str, position: int) -> str:
    """Return the number of a place in a series."""
    return f"{series}-{position:0{_DIGITS}d}"


def series_of(kind: DocumentKind, issued_at: datetime) -> str:
    """Return the series of a kind of document: one a year."""
    return f"{_SERIES[kind]}-{issued_at.astimezone(UTC).year}"


def next_document(
    order: Order,
    events: Sequence[OrderEvent],
    issued: Sequence[Document],
    money: tuple[Sequence[Payment], Sequence[Refund]],
    seller: Seller,
    now: datetime,
) -> Document | None:
    """Return the document of an order that is to be issued next, None if all there are to be are.

    An order that was paid gets one invoice, whatever becomes of it; each refund that is done one
    credit note.
    """
    paid_at = next((event.at for event in events if event.type == "paid"), None)
    if paid_at is None:
        return None
    invoice = next((document for document in issued if document.kind == "invoice"), None)
    if invoice is None:
        return _invoice(order, paid_at, seller, now)
    notes = [document for document in issued if document.kind == "credit_note"]
    payments, refunds = money
    credited_pence = -sum(note.total_pence for note in notes)
    to_credit_pence = _creditable_pence(invoice, payments, refunds) - credited_pence
    known = {note.refund_id for note in notes}
    for refund in refunds:
        if refund.state == "done" and refund.refund_id not in known and to_credit_pence > 0:
            amount_pence = min(refund.amount_pence, to_credit_pence)
            return _credit_note(invoice, notes, refund, amount_pence, seller, now)
    return None


def issue(order: Order, document: Document, by: By) -> Changed:
    """Return an order of which a document is issued, and the event."""
    total = in_figures(pence(abs(document.total_pence)))
    if document.kind == "invoice":
        detail = f"We have issued invoice {document.number} over {total}."
        return with_event(order, document.issued_at, INVOICED, detail, by)
    detail = f"We have issued credit note {document.number} over {total}."
    return with_event(order, document.issued_at, CREDITED, detail, by)


def _creditable_pence(
    invoice: Document, payments: Sequence[Payment], refunds: Sequence[Refund]
) -> int:
    """Return how much of an invoice is paid back.

    Money that came twice is paid back without crediting anything; what a card gave back to the
    shop is not paid back.
    """
    received_pence = sum(payment.amount_pence for payment in payments if payment.is_received)
    back_pence = sum(payment.refunded_pence for payment in payments if payment.is_received)
    asked_pence = sum(refund.amount_pence for refund in refunds if refund.state == "asked")
    too_much_pence = max(0, received_pence - invoice.total_pence)
    return min(invoice.total_pence, back_pence - asked_pence - too_much_pence)


def _invoice(order: Order, paid_at: datetime, seller: Seller, now: datetime) -> Document:
    sums = order.sums
    return Document(
        kind="invoice",
        series=series_of("invoice", now),
        order_number=order.number,
        issued_at=now,
        placed_at=order.placed_at,
        paid_at=paid_at,
        seller=seller,
        buyer=order.billing_address,
        lines=tuple(
            DocumentLine(
                line.name, line.quantity, line.unit_price_pence, line.total_pence, line.sku
            )
            for line in order.lines
        ),
        subtotal_pence=sums.subtotal_pence,
        discount_pence=sums.discount_pence,
        shipping_pence=sums.shipping_pence,
        taxes=sums.taxes,
        prices_include_tax=sums.prices_include_tax,
        total_pence=sums.total_pence,
    )


def _credit_note(
    invoice: Document,
    notes: Sequence[Document],
    refund: Refund,
    amount_pence: int,
    seller: Seller,
    now: datetime,
) -> Document:
    name = f"Paid back of invoice {invoice.number}"
    return replace(
        invoice,
        kind="credit_note",
        series=series_of("credit_note", now),
        position=0,
        issued_at=now,
        paid_at=refund.done_at or refund.asked_at,
        seller=seller,
        lines=(DocumentLine(name, 1, -amount_pence, -amount_pence),),
        subtotal_pence=-amount_pence,
        discount_pence=0,
        shipping_pence=0,
        taxes=_credited_taxes(invoice, notes, amount_pence),
        prices_include_tax=True,
        total_pence=-amount_pence,
        credits=invoice.number,
        refund_id=refund.refund_id,
    )


def _credited_taxes(
    invoice: Document, notes: Sequence[Document], amount_pence: int
) -> tuple[TaxPart, ...]:
    """Take an amount from what is left of each part of an invoice; the last note takes it all."""
    left = [
        _sum_of([part, *(note.taxes[position] for note in notes)])
        for position, part in enumerate(invoice.taxes)
    ]
    taken = shares(amount_pence, [part.gross_pence for part in left])
    return tuple(
        _negative(part, gross_pence) for part, gross_pence in zip(left, taken, strict=True)
    )


def _sum_of(parts: Sequence[TaxPart]) -> TaxPart:
    net_pence = sum(part.net_pence for part in parts)
    return replace(parts[0], net_pence=net_pence, tax_pence=sum(p.tax_pence for p in parts))


def _negative(part: TaxPart, gross_pence: int) -> TaxPart:
    whole = part.gross_pence
    # Half up, as every tax of the shop.
    tax_pence = (2 * gross_pence * part.tax_pence + whole) // (2 * whole) if whole else 0
    return replace(part, net_pence=tax_pence - gross_pence, tax_pence=-tax_pence)
