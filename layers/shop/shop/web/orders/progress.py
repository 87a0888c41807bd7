"""How far an order has come, for its page."""

from datetime import datetime
from typing import Literal, NamedTuple

from shop.domain.instants import date_in_words
from shop.domain.order_states import Stage
from shop.domain.orders import Order, OrderEvent
from shop.domain.shipping import window_in_words

# In the order in which they come, each with the event that tells of it.
_STEPS = (("Ordered", "placed"), ("Paid", "paid"), ("Packed", "packing"), ("Sent", "shipped"))
# How many steps are behind an order that is open.
_BEHIND: dict[Stage, int] = {"awaiting_payment": 1, "paid": 2, "packing": 2, "shipped": 4}
# How an order was closed before it came to the end, with the event that tells of it.
_CLOSED: dict[Stage, tuple[str, str]] = {
    "cancelled": ("Cancelled", "cancelled"),
    "expired": ("Expired", "expired"),
    "refunded": ("Paid back", "refunded"),
    "refunded_after_shipping": ("Paid back", "refunded"),
}


class Step(NamedTuple):
    """A step of an order: the day it was taken, or in words when it is expected.

    The order waits for the step that is `now`.
    """

    state: Literal["past", "now", "later", "stopped"]
    name: str
    when: str = ""


def progress(order: Order, events: tuple[OrderEvent, ...]) -> list[Step]:
    """Return the steps of an order from the first to the last, or to the one that closed it."""
    if order.stage in _CLOSED:
        return _closed(events, *_CLOSED[order.stage])
    behind = _BEHIND[order.stage]
    return [
        Step("past", name, _last(events, kind))
        if position < behind
        else Step("now" if position == behind else "later", name, _expected(order, name))
        for position, (name, kind) in enumerate(_STEPS)
    ]


def _closed(events: tuple[OrderEvent, ...], name: str, kind: str) -> list[Step]:
    taken = [
        Step("past", step, _last(events, told)) for step, told in _STEPS if _last(events, told)
    ]
    return [*taken, Step("stopped", name, _last(events, kind))]


def _last(events: tuple[OrderEvent, ...], kind: str) -> str:
    instants: list[datetime] = [event.at for event in events if event.type == kind]
    return date_in_words(max(instants)) if instants else ""


def _expected(order: Order, name: str) -> str:
    if name == "Paid":
        return f"by {date_in_words(order.payment_due_at)}"
    if name == "Sent" and order.ships_between is not None:
        return window_in_words(order.ships_between)
    return ""
