"""Deleting orders that the shop's books need no more, with their events and payments."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args

from shop.domain.order_states import OrderStatus
from shop.storage import batches, orders
from shop.storage.order_standings import Standing, find_standing
from shop.storage.orders import ORDER_PART
from shop.storage.personal_orders import order_documents, order_parts, order_payments

_THE_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
# The index is by when payment was due, which is after the order was placed, by no more than this.
_LONGEST_DUE = timedelta(days=60)


def list_placed_before(cutoff: datetime) -> Iterator[Standing]:
    """Return the orders placed before an instant, as they stand, in any status."""
    for status in get_args(OrderStatus):
        for number in list(orders.list_due(status, _THE_FIRST, cutoff + _LONGEST_DUE)):
            standing = find_standing(number)
            if standing is not None and standing.placed_at < cutoff:
                yield standing


def remove(number: str) -> int:
    """Delete an order, last the part that it is found by; return how many rows it had.

    The numbers of its documents stay in their series, which must have no gap.
    """
    payments, parts, documents = (
        order_payments(number),
        order_parts(number),
        order_documents(number),
    )
    batches.delete_all(payments)
    batches.delete_all(documents)
    batches.delete_all(row for row in parts if row.part != ORDER_PART)
    batches.delete_all(row for row in parts if row.part == ORDER_PART)
    return len(payments) + len(parts) + len(documents)
