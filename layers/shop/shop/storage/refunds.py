"""Refunds of payments: set aside, then done or failed, each once (in PaymentsTable)."""

from collections.abc import Callable
from typing import cast

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.payments import Payment
from shop.domain.refunds import Refund, RefundState, RefundWay
from shop.storage import payments
from shop.storage.payments import PaymentRow
from shop.storage.transactions import Cancelled, write_together

_REFUND_PART = "refund#"
CHANGED = "The payment has changed in the meantime. Please look at it again."


class AlreadyAsked(Exception):
    """A refund was asked for under this key before."""


def find(order_number: str, attempt: int, key: str) -> Refund | None:
    """Return the refund asked for under a key, or None."""
    row = PaymentRow.find_row(order_number, part_of(attempt, key))
    return None if row is None else _refund(row)


def list_by_order(order_number: str) -> list[Refund]:
    """Return every refund of an order, the one asked for first first, by a consistent query."""
    rows = PaymentRow.query(
        order_number, PaymentRow.part.startswith(_REFUND_PART), consistent_read=True
    )
    return sorted(map(_refund, rows), key=lambda refund: (refund.asked_at, refund.refund_id))


def list_unfinished(limit: int) -> list[Refund]:
    """Return up to a hundred refunds that were asked for and are not known to be done."""
    rows = PaymentRow.by_state.query("asked", limit=limit)
    keys = [(row.order_number, row.part) for row in rows]
    found = PaymentRow.batch_get(keys, consistent_read=True) if keys else ()
    asked = [_refund(row) for row in found if row.state == "asked"]
    return sorted(asked, key=lambda refund: (refund.asked_at, refund.order_number))


def insert(before: Payment, after: Payment, refund: Refund, *, seconds_left: float) -> None:
    """Set the amount of a refund aside.

    Raises:
        AlreadyAsked: the key was used before.
        Conflict: the payment has changed since it was read.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        put_in(transaction, refund)
        payments.change_in(transaction, before, after)

    insert_in_full(fill, seconds_left)


def put_in(transaction: TransactWrite, refund: Refund) -> None:
    """Add a new refund to a transaction, which is cancelled if its key was used before."""
    transaction.save(_row(refund), condition=PaymentRow.part.does_not_exist())


def insert_in_full(fill: Callable[[TransactWrite], None], seconds_left: float) -> None:
    """Write a new refund and what belongs to it; the refund's Put comes first.

    Raises:
        AlreadyAsked: the key was used before.
        Conflict: something has changed since it was read.
        TryAgain: nothing was written.
    """
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # As they are sent, the refund comes first.
        if cancelled.failed(0) is not None:
            raise AlreadyAsked from None
        raise Conflict(CHANGED) from None


def part_of(attempt: int, key: str) -> str:
    """Return the part of a refund among the items of its order's payments."""
    return f"{_REFUND_PART}{attempt:03d}#{key}"


def _row(refund: Refund) -> PaymentRow:
    return PaymentRow(
        order_number=refund.order_number,
        part=part_of(refund.attempt, refund.key),
        attempt=refund.attempt,
        key=refund.key,
        amount_pence=refund.amount_pence,
        state=refund.state,
        created_at=refund.asked_at,
        reference=refund.reference,
        way=refund.way,
        at=refund.done_at,
    )


def _refund(row: PaymentRow) -> Refund:
    return Refund(
        order_number=row.order_number,
        attempt=row.attempt,
        key=row.key,
        amount_pence=row.amount_pence,
        state=cast("RefundState", row.state),
        asked_at=row.created_at,
        reference=row.reference,
        way=cast("RefundWay", row.way),
        done_at=row.at,
    )
