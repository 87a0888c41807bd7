"""Refunds of payments: set aside, then done or failed, each once (in PaymentsTable)."""

from collections.abc import Callable
from functools import partial
from typing import cast

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.refunds import Refund, RefundState, RefundWay, gives_goods_back
from shop.storage import payments
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.storage.order_changes import change_in
from shop.storage.payments import PaymentRow
from shop.storage.transactions import Cancelled, write_together

_REFUND_PART = "refund#"
_CHANGED = "The payment has changed in the meantime. Please look at it again."


class AlreadyAsked(Exception):
    """A refund was asked for under this key before."""


class AlreadySettled(Exception):
    """The refund is done, or has failed, already."""


def find(order_number: str, attempt: int, key: str) -> Refund | None:
    """Return the refund asked for under a key, or None."""
    row = PaymentRow.find_row(order_number, _part(attempt, key))
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

    _insert(fill, seconds_left)


def insert_done(
    before: Payment,
    after: Payment,
    refund: Refund,
    order: tuple[Order, Order, OrderEvent],
    *,
    seconds_left: float,
) -> None:
    """Keep a refund that is done with its payment, and its order (before, after, event).

    An order that had not left gives back what it had taken.

    Raises:
        AlreadyAsked: the key was used before.
        Conflict: the payment or the order has changed since it was read.
        TryAgain: nothing was written.
    """
    if gives_goods_back(*order[:2]):
        puts = [partial(put_in, refund=refund)]
        closing = Cancellation(*order, owed=[(before, after)], puts=puts)
        change_to_cancelled(closing, seconds_left=seconds_left)
        return

    def fill(transaction: TransactWrite) -> None:
        put_in(transaction, refund)
        payments.change_in(transaction, before, after)
        change_in(transaction, *order)

    _insert(fill, seconds_left)


def put_in(transaction: TransactWrite, refund: Refund) -> None:
    """Add a new refund to a transaction, which is cancelled if its key was used before."""
    transaction.save(_row(refund), condition=PaymentRow.part.does_not_exist())


def change_to_done(
    refund: Refund,
    reference: str,
    order: tuple[Order, Order, OrderEvent],
    *,
    seconds_left: float,
) -> None:
    """Note that a refund is done, on it and on its order (before, after, event).

    An order that had not left gives back what it had taken.

    Raises:
        AlreadySettled: that is noted.
        Conflict: the order has changed since it was read.
        TryAgain: nothing was written.
    """

    def note(transaction: TransactWrite) -> None:
        done = [PaymentRow.reference.set(reference), PaymentRow.at.set(order[2].at)]
        _leave_asked(transaction, refund, "done", *done)

    if gives_goods_back(*order[:2]):
        _close_done(refund, Cancellation(*order, updates=[note]), seconds_left)
        return

    def fill(transaction: TransactWrite) -> None:
        note(transaction)
        change_in(transaction, *order)

    # As they are sent: the order's event, the refund, the order.
    _write(fill, refund_at=1, seconds_left=seconds_left)


def _close_done(refund: Refund, closing: Cancellation, seconds_left: float) -> None:
    try:
        change_to_cancelled(closing, seconds_left=seconds_left)
    except Conflict:
        kept = find(refund.order_number, refund.attempt, refund.key)
        if kept is not None and kept.state != "asked":
            raise AlreadySettled from None
        raise


def change_to_failed(
    refund: Refund, before: Payment, after: Payment, *, seconds_left: float
) -> None:
    """Note that a refund was refused, and that its amount is owed still.

    Raises:
        AlreadySettled: that is noted.
        Conflict: the payment has changed since it was read.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        _leave_asked(transaction, refund, "failed")
        payments.change_in(transaction, before, after)

    _write(fill, refund_at=0, seconds_left=seconds_left)


def _insert(fill: Callable[[TransactWrite], None], seconds_left: float) -> None:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # As they are sent, the refund comes first.
        if cancelled.failed(0) is not None:
            raise AlreadyAsked from None
        raise Conflict(_CHANGED) from None


def _write(fill: Callable[[TransactWrite], None], *, refund_at: int, seconds_left: float) -> None:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(refund_at) is not None:
            raise AlreadySettled from None
        raise Conflict(_CHANGED) from None


def _leave_asked(
    transaction: TransactWrite, refund: Refund, state: RefundState, *more: Action
) -> None:
    transaction.update(
        PaymentRow(order_number=refund.order_number, part=_part(refund.attempt, refund.key)),
        actions=[PaymentRow.state.set(state), *more],
        condition=PaymentRow.state == "asked",
    )


def _part(attempt: int, key: str) -> str:
    return f"{_REFUND_PART}{attempt:03d}#{key}"


def _row(refund: Refund) -> PaymentRow:
    return PaymentRow(
        order_number=refund.order_number,
        part=_part(refund.attempt, refund.key),
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
