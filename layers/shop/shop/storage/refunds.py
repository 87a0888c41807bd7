"""Refunds of payments by card: set aside, then done or failed, each once (in PaymentsTable)."""

from collections.abc import Callable
from typing import cast

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.refunds import Refund, RefundState
from shop.storage import payments
from shop.storage.order_changes import change_in
from shop.storage.payments import PaymentRow
from shop.storage.transactions import Cancelled, write_together

_CHANGED = "The payment has changed in the meantime. Please look at it again."


class AlreadyAsked(Exception):
    """A refund was asked for under this key before."""


class AlreadySettled(Exception):
    """The refund is done, or has failed, already."""


def find(order_number: str, attempt: int, key: str) -> Refund | None:
    """Return the refund asked for under a key, or None."""
    row = PaymentRow.find_row(order_number, _part(attempt, key))
    return None if row is None else _refund(row)


def insert(before: Payment, after: Payment, refund: Refund, *, seconds_left: float) -> None:
    """Set the amount of a refund aside.

    Raises:
        AlreadyAsked: the key was used before.
        Conflict: the payment has changed since it was read.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        transaction.save(_row(refund), condition=PaymentRow.part.does_not_exist())
        payments.change_in(transaction, before, after)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(0) is not None:
            raise AlreadyAsked from None
        raise Conflict(_CHANGED) from None


def change_to_done(
    refund: Refund,
    reference: str,
    order: tuple[Order, Order, OrderEvent],
    *,
    seconds_left: float,
) -> None:
    """Note that a refund is done, on it and on its order (before, after, event).

    Raises:
        AlreadySettled: that is noted.
        Conflict: the order has changed since it was read.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        _leave_asked(transaction, refund, "done", reference)
        change_in(transaction, *order)

    # As they are sent: the order's event, the refund, the order.
    _write(fill, refund_at=1, seconds_left=seconds_left)


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
        _leave_asked(transaction, refund, "failed", None)
        payments.change_in(transaction, before, after)

    _write(fill, refund_at=0, seconds_left=seconds_left)


def _write(fill: Callable[[TransactWrite], None], *, refund_at: int, seconds_left: float) -> None:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(refund_at) is not None:
            raise AlreadySettled from None
        raise Conflict(_CHANGED) from None


def _leave_asked(
    transaction: TransactWrite, refund: Refund, state: RefundState, reference: str | None
) -> None:
    actions: list[Action] = [PaymentRow.state.set(state)]
    if reference:
        actions.append(PaymentRow.reference.set(reference))
    transaction.update(
        PaymentRow(order_number=refund.order_number, part=_part(refund.attempt, refund.key)),
        actions=actions,
        condition=PaymentRow.state == "asked",
    )


def _part(attempt: int, key: str) -> str:
    return f"refund#{attempt:03d}#{key}"


def _row(refund: Refund) -> PaymentRow:
    return PaymentRow(
        order_number=refund.order_number,
        part=_part(refund.attempt, refund.key),
        attempt=refund.attempt,
        key=refund.key,
        amount_pence=refund.amount_pence,
        state=refund.state,
        created_at=refund.asked_at,
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
    )
