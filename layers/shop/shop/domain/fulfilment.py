"""What becomes of an order after it is placed: reminded, paid, packed, shipped, expired."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from shop.domain.business_days import business_days_after, business_days_before
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.order_figures import is_test
from shop.domain.orders import By, Changed, Order, moved, with_event
from shop.domain.shipping import ships_between

REMINDER_BUSINESS_DAYS = 3
GRACE_BUSINESS_DAYS = 5
# A card's page stays open for hours; what is paid on it at the last moment is waited for.
CARD_GRACE = timedelta(hours=24)
LONGEST_TRACKING = 100
REFUND_DUE = "refund_due"
_ON_ITS_WAY = "Your order is on its way."


def reminded_from(order: Order) -> datetime | None:
    """Return from when on an unpaid order is reminded of; a card's payer is not."""
    if order.payment_method == "card":
        return None
    return _start_of(business_days_before(_due_on(order), REMINDER_BUSINESS_DAYS))


def is_to_be_reminded(order: Order, now: datetime) -> bool:
    """Tell whether it is time to remind of an order's payment, and not too late for it."""
    start = reminded_from(order)
    is_time = start is not None and start <= now <= order.payment_due_at
    return is_time and order.status == "awaiting_payment"


def expires_at(order: Order) -> datetime:
    """Return when an unpaid order expires: the grace is over, which customers are not promised."""
    if order.payment_method == "card":
        return order.payment_due_at + CARD_GRACE
    last_day = business_days_after(_due_on(order), GRACE_BUSINESS_DAYS)
    return datetime.combine(last_day, time(23, 59, 59), UTC)


def is_to_expire(order: Order, now: datetime) -> bool:
    """Tell whether an unpaid order's time is over."""
    return order.status == "awaiting_payment" and now > expires_at(order)


def expire(order: Order, now: datetime, by: By) -> Changed:
    """Close an order that was not paid.

    Raises:
        Conflict: it does not wait for its payment.
    """
    detail = "No payment came for the order, so it has expired. You owe nothing."
    return with_event(moved(order, "expire"), now, "expired", detail, by)


def pay(order: Order, now: datetime, by: By) -> Changed:
    """Note that an order is paid in full; from today on it is counted when it ships.

    Raises:
        Conflict: it is paid already, or closed.
    """
    window = ships_between(now.astimezone(UTC).date())
    paid = replace(moved(order, "pay"), ships_between=window)
    return with_event(paid, now, "paid", "We have received your payment.", by)


def owe_refund(order: Order, now: datetime, by: By) -> Changed:
    """Note that money came for an order that takes none any more, and is owed to the customer."""
    detail = "Your payment came when the order was closed. We pay it back to you."
    return with_event(order, now, REFUND_DUE, detail, by)


def pack(order: Order, now: datetime, by: By) -> Changed:
    """Note that packing has begun: from now on the customer can ask, but not cancel alone.

    Raises:
        Conflict: it is not paid, is being packed already, has left, or is closed.
    """
    detail = "We have begun to pack your order."
    return with_event(moved(order, "pack"), now, "packing", detail, by)


def unpack(order: Order, now: datetime, by: By) -> Changed:
    """Note that packing has stopped before the order left; it can be cancelled again.

    Raises:
        Conflict: it is not being packed.
    """
    detail = "We have stopped packing your order for now."
    return with_event(moved(order, "unpack"), now, "packing_stopped", detail, by)


@dataclass(frozen=True, slots=True)
class Pick:
    """So many units of a product to take from the shelf, and for which orders."""

    sku: str
    name: str
    quantity: int
    numbers: tuple[str, ...]


def pick_list(orders: Sequence[Order]) -> list[Pick]:
    """Return what to take from the shelves for the orders that wait to be packed or are packed."""
    waiting = [o for o in orders if o.stage in ("paid", "packing") and not is_test(o)]
    lines = [(line, order.number) for order in waiting for line in order.lines]
    names = {line.sku: line.name for line, _ in reversed(lines)}
    return [
        Pick(
            sku=sku,
            name=names[sku],
            quantity=sum(line.quantity for line, _ in lines if line.sku == sku),
            numbers=tuple(number for line, number in lines if line.sku == sku),
        )
        for sku in sorted(names)
    ]


def ship(order: Order, tracking: str, now: datetime, by: By) -> Changed:
    """Note that an order has left; `tracking` is the carrier's number, empty without one.

    Raises:
        Conflict: it is not paid, has left already, or is closed.
        InvalidFields: the tracking number is too long or has line ends in it.
    """
    left = moved(order, "ship")
    kept = tracking.strip()
    if len(kept) > LONGEST_TRACKING or not kept.isprintable():
        message = f"Use at most {LONGEST_TRACKING} printable characters."
        raise InvalidFields(FieldError("tracking", message))
    detail = f"Your order is on its way, tracking number {kept}." if kept else _ON_ITS_WAY
    return with_event(replace(left, tracking=kept or None), now, "shipped", detail, by)


def _due_on(order: Order) -> date:
    return order.payment_due_at.astimezone(UTC).date()


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
