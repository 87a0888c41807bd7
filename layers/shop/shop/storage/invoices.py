"""Invoices and credit notes with their series (key: filed_under, part; never changed or removed).

Under an order's number: its documents, `invoice` and `credit-note#<refund>`, of which there can be
one each. Under a series such as `INV-2026`: `counter`, the last number given, and for each number
which document has it.
"""

import os
from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.invoices import Document, document_number
from shop.domain.orders import Order, OrderEvent
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row
from shop.storage.order_changes import change_in
from shop.storage.transactions import Cancelled, write_together
from shop.storage.values import ValueAttribute

_COUNTER = "counter"
_INVOICE = "invoice"
_CREDIT_NOTE = "credit-note#"


class InvoiceRow(Row):
    """A document, a number of a series, or the counter of one."""

    class Meta:
        table_name = os.environ["INVOICES_TABLE"]

    filed_under = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)

    number = UnicodeAttribute(null=True)
    issued_at = InstantAttribute(null=True)
    # Of a document.
    content = ValueAttribute[Document](Document, null=True)
    # Of a number.
    order_number = UnicodeAttribute(null=True)
    document = UnicodeAttribute(null=True)
    # Of a counter.
    last = IntegerAttribute(null=True)


def list_by_order(order_number: str) -> list[Document]:
    """Return the documents of an order as they were issued, by one consistent query."""
    rows = InvoiceRow.query(order_number, consistent_read=True)
    return sorted((row.content for row in rows), key=lambda d: (d.issued_at, d.number))


def last_position(series: str) -> int:
    """Return how many numbers of a series are given; 0 for one that has not begun."""
    row = InvoiceRow.find_row(series, _COUNTER)
    return 0 if row is None else row.last


def next_in_series(document: Document) -> Document:
    """Return a document with the number that is to be given next in its series."""
    return replace(document, position=last_position(document.series) + 1)


def list_series(series: str, after: int, limit: int) -> list[tuple[str, str]]:
    """Return (number, order's number) of what is issued in a series after a position."""
    is_later = InvoiceRow.part.between(_number_part(after + 1), _number_part(after + limit))
    rows = InvoiceRow.query(series, is_later, consistent_read=True)
    return [(row.number, row.order_number) for row in rows]


def insert_next(
    document: Document, change: tuple[Order, Order, OrderEvent], *, seconds_left: float
) -> None:
    """Issue a document as the next of its series, with its order (before, after, event).

    The number, the document and the event are there together or not at all, so that no number is
    given twice or left out, and an order has one invoice and a refund one credit note.

    Raises:
        Conflict: the number is given, the document is there, or the order has changed.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        is_new = InvoiceRow.part.does_not_exist()
        transaction.save(_document_row(document), condition=is_new)
        transaction.save(_number_row(document), condition=is_new)
        transaction.update(
            InvoiceRow(filed_under=document.series, part=_COUNTER),
            actions=[InvoiceRow.last.set(document.position)],
            condition=_is_at(document.position - 1),
        )
        change_in(transaction, *change)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict("Another document was issued in the meantime.") from None


def _is_at(position: int) -> Condition:
    return (InvoiceRow.last == position) if position else InvoiceRow.last.does_not_exist()


def _document_row(document: Document) -> InvoiceRow:
    return InvoiceRow(
        filed_under=document.order_number,
        part=_document_part(document),
        number=document.number,
        issued_at=document.issued_at,
        content=document,
    )


def _number_row(document: Document) -> InvoiceRow:
    return InvoiceRow(
        filed_under=document.series,
        part=_number_part(document.position),
        number=document_number(document.series, document.position),
        issued_at=document.issued_at,
        order_number=document.order_number,
        document=_document_part(document),
    )


def _document_part(document: Document) -> str:
    return _INVOICE if document.refund_id is None else f"{_CREDIT_NOTE}{document.refund_id}"


def _number_part(position: int) -> str:
    return f"number#{position:09d}"
