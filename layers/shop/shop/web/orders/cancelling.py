"""Cancelling an order, whoever asks: what it had taken is given back once."""

from datetime import datetime

from shop.domain.errors import Conflict
from shop.domain.orders import By, Order, OrderEvent, cancel
from shop.domain.payments import Payment
from shop.domain.refunds import owed_when_closed
from shop.storage import orders, payments
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.storage.order_changes import CHANGED_MEANWHILE

# The bookkeeping changes a paid order as well.
_MOST_TRIES = 4


def cancel_once(
    order: Order, events: tuple[OrderEvent, ...], by: By, now: datetime, *, seconds_left: float
) -> tuple[Order, tuple[OrderEvent, ...]]:
    """Cancel an order and return it with its events; one that is cancelled already stays so.

    Raises:
        Conflict: the order kept changing.
        NotCancellable: it has gone too far.
        TryAgain: nothing was written.
    """
    for _ in range(_MOST_TRIES):
        if order.status == "cancelled":
            return order, events
        cancelled, event = cancel(order, now, by)
        change = Cancellation(order, cancelled, event, owed_of(order))
        try:
            change_to_cancelled(change, seconds_left=seconds_left)
        except Conflict:
            order, events = orders.get_with_events(order.number)
        else:
            return cancelled, (*events, event)
    raise Conflict(CHANGED_MEANWHILE)


def owed_of(order: Order) -> list[tuple[Payment, Payment]]:
    """Return (before, after) of the payments by card of which money is owed if it is closed."""
    # Should a card be paid with after this, the order has another version than the one read.
    may_be_paid = order.payment_method == "card" or order.status != "awaiting_payment"
    return owed_when_closed(payments.list_by_order(order.number)) if may_be_paid else []
