"""Orders that wait for their payment: reminded of once, and closed when their time is over.

The index only says where to look; every decision is made on the order itself, read consistently,
and holds only if nobody has changed it since. So two that run at once do everything once.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from shop.domain.errors import Conflict, TryAgain
from shop.domain.fulfilment import expire, is_to_be_reminded, is_to_expire
from shop.domain.order_figures import is_test
from shop.domain.order_mails import reminder_mail
from shop.domain.orders import By
from shop.gateways.order_links import order_url
from shop.storage import order_reminders, orders
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.telemetry import log_event

# Three business days are never as long, even over Christmas.
_LONGEST_AHEAD = timedelta(days=14)
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_SECONDS = 10.0


def remind(now: datetime) -> int:
    """Put a reminder of every payment that is due soon into the outbox; return how many.

    Raises:
        TryAgain: some could not be written; the others are.
    """
    return _each(orders.list_due("awaiting_payment", now, now + _LONGEST_AHEAD), _remind_one, now)


def expire_all(now: datetime, by: By) -> int:
    """Let every order expire whose payment has not come; return how many.

    Raises:
        TryAgain: some could not be written; the others are.
    """
    due = orders.list_due("awaiting_payment", _FIRST, now)
    return _each(due, lambda number, at: _expire_one(number, at, by), now)


def _each(numbers: Iterable[str], act: Callable[[str, datetime], bool], now: datetime) -> int:
    done, left = 0, False
    for number in numbers:
        try:
            done += act(number, now)
        except TryAgain:
            left = True
    if left:
        raise TryAgain
    return done


def _remind_one(number: str, now: datetime) -> bool:
    order, _ = orders.get_with_events(number)
    if is_test(order) or not is_to_be_reminded(order, now):
        return False
    reminded = order_reminders.insert(order, reminder_mail(order, order_url(order)), now)
    if reminded:
        log_event("order-reminded", order_number=number)
    return reminded


def _expire_one(number: str, now: datetime, by: By) -> bool:
    order, _ = orders.get_with_events(number)
    if not is_to_expire(order, now):
        return False
    try:
        change_to_cancelled(Cancellation(order, *expire(order, now, by)), seconds_left=_SECONDS)
    except Conflict:
        # Paid or cancelled at this moment, or expired by a twin of this task.
        return False
    log_event("order-expired", order_number=number)
    return True
