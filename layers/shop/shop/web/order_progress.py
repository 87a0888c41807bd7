"""How far an order has come, for its page."""

from datetime import datetime
from typing import Literal, NamedTuple

from shop.domain.instants import date_in_words
from shop.domain.order_states import Stage
from shop.domain.orders import Order, OrderEvent
from shop.domain.shipping import window_in_words

# In the order in which they come, each with the event that tells of it.
_STEPS = (("Ordered", "placed"), ("Paid", "paid"), ("Packed", "packing"), ("Sent", "shipped"))
# How many steps are behind an order. One that was closed on its way has none to show.
_BEHIND: dict[Stage, int] = {"awaiting_payment": 1, "paid": 2, "packing": 2, "shipped": 4}


class Step(NamedTuple):
    """A step of an order: the day it was taken, or in words when it is expected.

    The order waits for the step that is `now`.
    """

    state: Literal["past", "now", "later"]
    name: str
    when: str = ""


def progress(order: Order, events: tuple[OrderEvent, ...]) -> list[Step]:
    """Return the steps of an order from the first to the last; none once it was closed."""
    behind = _BEHIND.get(order.stage)
    if behind is None:
        return []
    return [
        Step("past", name, _last(events, kind))
        if position < behind
        else Step("now" if position == behind else "later", name, _expected(order, name))
        for position, (name, kind) in enumerate(_STEPS)
    ]


def _last(events: tuple[OrderEvent, ...], kind: str) -> str:
    instants: list[datetime] = [event.at for event in events if event.type == kind]
    return date_in_words(max(instants)) if instants else ""


def _expected(order: Order, name: str) -> str:
    if name == "Paid":
        return f"by {date_in_words(order.payment_due_at)}"
    if name == "Sent" and order.ships_between is not None:
        return window_in_words(order.ships_between)
    return ""
