"""What operators do with an order: load, decide, store; the same again changes nothing more."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from shop.domain.errors import Conflict, NotFound, OutOfStock
from shop.domain.fulfilment import REFUND_DUE, owe_refund, pack, pay, ship, unpack
from shop.domain.orders import By, Order, OrderEvent
from shop.domain.payments import OFFLINE, Payment, received_offline
from shop.domain.reference_numbers import is_reference, normalise
from shop.storage import order_changes, orders, payments, promotions
from shop.storage.order_changes import CHANGED_MEANWHILE
from shop.storage.order_rescue import change_to_reinstated
from shop.web.orders.cancelling import cancel_once

_MOST_TRIES = 4

type Outcome = str
type Step = Callable[[Order, tuple[OrderEvent, ...]], Outcome]


def mark_paid(number: str, by: By, now: datetime, *, seconds_left: float) -> Outcome:
    """Note that an order is paid in full: `paid`, or `refund_due` if it cannot be sent any more.

    An order that has expired is paid if its goods are still there.

    Raises:
        Conflict: it was paid back, or kept changing.
        NotFound: there is no such order.
    """

    def step(order: Order, events: tuple[OrderEvent, ...]) -> Outcome:
        if order.status in ("paid", "shipped"):
            return "paid"
        if any(event.type == REFUND_DUE for event in events):
            return REFUND_DUE
        made = payments.list_by_order(order.number)
        if order.status == "cancelled" and any(p.provider == OFFLINE for p in made):
            # It was paid before it was cancelled: the same command again is no second payment.
            return REFUND_DUE
        if order.status == "expired" and _is_reinstated(order, made, by, now, seconds_left):
            return "paid"
        is_late = order.status in ("expired", "cancelled")
        change = owe_refund(order, now, by) if is_late else pay(order, now, by)
        receipt = payments.receipt_of(received_offline(order, made, now, is_owed=is_late))
        with _told_if_changed():
            order_changes.change_with_receipt(order, *change, receipt, seconds_left=seconds_left)
        return REFUND_DUE if is_late else "paid"

    return _repeatedly(number, step)


def mark_packing(number: str, by: By, now: datetime, *, seconds_left: float) -> Outcome:
    """Note that packing has begun; from now on its customer cannot cancel the order alone.

    Raises:
        Conflict: it is not paid, has left, is closed, or kept changing.
        NotFound: there is no such order.
    """

    def step(order: Order, _events: tuple[OrderEvent, ...]) -> Outcome:
        if order.stage != "packing":
            _store(order, pack(order, now, by), seconds_left)
        return "packing"

    return _repeatedly(number, step)


def mark_unpacked(number: str, by: By, now: datetime, *, seconds_left: float) -> Outcome:
    """Note that packing has stopped; the order waits as any paid one.

    Raises:
        Conflict: it is not paid, has left, is closed, or kept changing.
        NotFound: there is no such order.
    """

    def step(order: Order, _events: tuple[OrderEvent, ...]) -> Outcome:
        if order.stage != "paid":
            _store(order, unpack(order, now, by), seconds_left)
        return "paid"

    return _repeatedly(number, step)


def mark_shipped(
    number: str, tracking: str, by: By, now: datetime, *, seconds_left: float
) -> Outcome:
    """Note that an order has left.

    Raises:
        Conflict: it is not paid, is closed, left under another tracking number, or kept changing.
        InvalidFields: that is no tracking number.
        NotFound: there is no such order.
    """

    def step(order: Order, _events: tuple[OrderEvent, ...]) -> Outcome:
        if order.status == "shipped" and (order.tracking or "") == tracking.strip():
            return "shipped"
        _store(order, ship(order, tracking, now, by), seconds_left)
        return "shipped"

    return _repeatedly(number, step)


def cancel(number: str, by: By, now: datetime, *, seconds_left: float) -> Outcome:
    """Cancel an order for its customer, or because it cannot be sent.

    Raises:
        Conflict: the order kept changing.
        NotCancellable: it has gone too far.
        NotFound: there is no such order.
    """
    order, events = get_order(number)
    cancel_once(order, events, by, now, seconds_left=seconds_left)
    return "cancelled"


def get_order(number: str) -> tuple[Order, tuple[OrderEvent, ...]]:
    """Return an order, however its number is typed, and its events.

    Raises:
        NotFound: there is no such order.
    """
    wanted = normalise(number)
    if not is_reference(wanted):
        raise NotFound("This is not the number of an order; a character may be mistyped.")
    return orders.get_with_events(wanted)


class _Changed(Exception):
    """Somebody was quicker; what to do is decided anew."""


def _repeatedly(number: str, step: Step) -> Outcome:
    for _ in range(_MOST_TRIES):
        try:
            return step(*get_order(number))
        except _Changed:
            continue
    raise Conflict(CHANGED_MEANWHILE)


def _store(order: Order, change: tuple[Order, OrderEvent], seconds_left: float) -> None:
    with _told_if_changed():
        order_changes.change(order, *change, seconds_left=seconds_left)


@contextmanager
def _told_if_changed() -> Iterator[None]:
    try:
        yield
    except Conflict:
        raise _Changed from None


def _is_reinstated(
    order: Order, made: Sequence[Payment], by: By, now: datetime, seconds_left: float
) -> bool:
    promotion = promotions.find(order.promotion_code) if order.promotion_code else None
    change = pay(order, now, by)
    receipt = payments.receipt_of(received_offline(order, made, now))
    try:
        with _told_if_changed():
            change_to_reinstated(order, *change, promotion, receipt, seconds_left=seconds_left)
    except OutOfStock:
        return False
    return True
