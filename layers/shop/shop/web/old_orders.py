"""Forgetting orders when the shop's books need them no more."""

from datetime import datetime

from shop.domain.retention import ORDER_RECORDS
from shop.storage import old_orders
from shop.telemetry import log_event


def forget_all(now: datetime) -> int:
    """Delete every order placed longer ago than the books need, and return how many.

    One that is not closed after all those years is left, and told of.
    """
    forgotten = 0
    for standing in old_orders.list_placed_before(now - ORDER_RECORDS):
        if standing.is_closed:
            old_orders.remove(standing.number)
            forgotten += 1
        else:
            log_event("old-order-not-closed", order_number=standing.number)
    return forgotten
