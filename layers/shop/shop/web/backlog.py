"""What waits, measured every few minutes: for money, for shipping, for the post."""

from collections.abc import Iterator
from datetime import UTC
from itertools import batched
from typing import Any

from shop.domain.order_figures import backlog
from shop.domain.order_states import OrderStatus
from shop.domain.orders import Order
from shop.gateways import clock
from shop.storage import mails, orders
from shop.telemetry import count

# What a batch read takes at most; of more orders than the second number only so many are counted.
_BATCH = 100
_MOST = 2_000


def measure_backlog(_request_id: str) -> dict[str, Any]:
    """Count open orders, late ones among them, and how long the oldest mail has waited."""
    now = clock.now()
    found = backlog(_all("awaiting_payment"), _all("paid"), now.astimezone(UTC).date())
    oldest = mails.find_oldest_unsent()
    minutes = 0 if oldest is None else max(0, int((now - oldest).total_seconds() // 60))
    count("OrdersUnpaid", found.unpaid)
    count("OrdersToShip", found.to_ship)
    count("OrdersLate", found.late)
    count("OldestUnsentMailMinutes", minutes)
    return {"unpaid": found.unpaid, "to_ship": found.to_ship, "late": found.late, "mail": minutes}


def _all(status: OrderStatus) -> Iterator[Order]:
    """Read the orders of a status as they are: the index only says where to look."""
    for numbers in batched(orders.list_by_status(status, _MOST), _BATCH, strict=False):
        yield from (order for order in orders.list_by_numbers(numbers) if order.status == status)
