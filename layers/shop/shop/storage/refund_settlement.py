"""Settling refunds: done, or failed, each once, with the order that it may close."""

from collections.abc import Callable
from functools import partial

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.refunds import Refund, RefundState, gives_goods_back
from shop.storage import payments
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.storage.order_changes import change_in
from shop.storage.payments import PaymentRow
from shop.storage.refunds import CHANGED, find, insert_in_full, part_of, put_in
from shop.storage.transactions import Cancelled, write_together


class AlreadySettled(Exception):
    """The refund is done, or has failed, already."""


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

    insert_in_full(fill, seconds_left)


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


def _write(fill: Callable[[TransactWrite], None], *, refund_at: int, seconds_left: float) -> None:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(refund_at) is not None:
            raise AlreadySettled from None
        raise Conflict(CHANGED) from None


def _leave_asked(
    transaction: TransactWrite, refund: Refund, state: RefundState, *more: Action
) -> None:
    transaction.update(
        PaymentRow(order_number=refund.order_number, part=part_of(refund.attempt, refund.key)),
        actions=[PaymentRow.state.set(state), *more],
        condition=PaymentRow.state == "asked",
    )
