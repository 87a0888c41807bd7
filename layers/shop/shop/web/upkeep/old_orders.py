"""Forgetting orders when the shop's books need them no more."""

from datetime import datetime

from shop.domain.mails import address_hash
from shop.domain.retention import ORDER_RECORDS
from shop.domain.synthetic_orders import EMAIL, to_forget
from shop.storage import old_orders, orders, synthetic_orders
from shop.telemetry import log_event


def forget_all(now: datetime) -> int:
    """Delete every order placed longer ago than the books need, and return how many.

    One that is not closed after all those years is left, and told of. The shop's own test orders
    are in no books: they go after an hour.
    """
    forgotten = _forget_tests(now)
    for standing in old_orders.list_placed_before(now - ORDER_RECORDS):
        if standing.is_closed:
            old_orders.remove(standing.number)
            forgotten += 1
        else:
            log_event("old-order-not-closed", order_number=standing.number)
    return forgotten


def _forget_tests(now: datetime) -> int:
    numbers = orders.list_guest_numbers(address_hash(EMAIL))
    closed = to_forget(orders.list_by_numbers(numbers), now)
    for order in closed:
        if not synthetic_orders.remove(order.number):
            log_event("synthetic-order-kept", order_number=order.number)
    return len(closed)
