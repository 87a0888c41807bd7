"""What waits, measured every few minutes: for money, shipping, the post, or an answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from shop.domain.contact import WAITING, waits_since
from shop.domain.order_figures import backlog
from shop.domain.order_states import OrderStatus
from shop.domain.orders import Order
from shop.gateways import clock
from shop.storage import mails, orders, tickets
from shop.telemetry import count

# What a batch read takes at most; of more orders than the second number only so many are counted.
_BATCH = 100
_MOST = 2_000
# Of more conversations than this, the ones opened first are looked at.
_MOST_CONVERSATIONS = 50


def measure_backlog(_request_id: str) -> dict[str, Any]:
    """Count open orders, late ones among them, and how long mails and messages have waited."""
    now = clock.now()
    found = backlog(_all("awaiting_payment"), _all("paid"), now.astimezone(UTC).date())
    oldest = mails.find_oldest_unsent()
    minutes = _seconds_since(oldest, now) // 60
    hours = _seconds_since(_oldest_unanswered(now), now) // 3600
    count("OrdersUnpaid", found.unpaid)
    count("OrdersToShip", found.to_ship)
    count("OrdersLate", found.late)
    count("OldestUnsentMailMinutes", minutes)
    count("OldestMessageHours", hours)
    orders_found = {"unpaid": found.unpaid, "to_ship": found.to_ship, "late": found.late}
    return orders_found | {"mail": minutes, "message": hours}


def _oldest_unanswered(now: datetime) -> datetime | None:
    """Return since when the message has waited that has waited longest; None if none waits."""
    heads = [t for state in WAITING for t in tickets.list_by_state(state, _MOST_CONVERSATIONS, now)]
    return min((waits_since(tickets.get(head.number, now)) for head in heads), default=None)


def _seconds_since(instant: datetime | None, now: datetime) -> int:
    return 0 if instant is None else max(0, int((now - instant).total_seconds()))


def _all(status: OrderStatus) -> Iterator[Order]:
    """Read the orders of a status as they are: the index only says where to look."""
    for numbers in batched(orders.list_by_status(status, _MOST), _BATCH, strict=False):
        yield from (order for order in orders.list_by_numbers(numbers) if order.status == status)
