"""A mail about an order once more."""

from datetime import datetime

from shop.domain.errors import Conflict, TooManyRequests
from shop.domain.limits import ORDER_MAILS_AGAIN, limit_key
from shop.domain.mail_repeats import mail_again, mail_resent
from shop.domain.mails import Mail, SentMail
from shop.domain.orders import By, Order
from shop.gateways.order_links import order_url
from shop.storage import limits, mails, order_mails, orders
from shop.storage.order_changes import CHANGED_MEANWHILE
from shop.telemetry import log_event
from shop.web.orders.mails import find_mail

_MOST_TRIES = 4


def send_again(
    order: Order, part: str, by: By, now: datetime, *, seconds_left: float
) -> tuple[SentMail, bool]:
    """Put a mail into the outbox once more; return it, and whether this was the request that did.

    However often one revision is asked to be sent again, one mail comes of it, and one event of the
    order, which tells whose doing it was.

    Raises:
        Conflict: the mail is still on its way, true no more, nothing of it was kept, or the order
            kept changing.
        NotFound: there is no such mail.
        TooManyRequests: this order's mails were sent again often enough for now.
    """
    is_counted = False
    for _ in range(_MOST_TRIES):
        again = mail_again(order, find_mail(order.number, part, now), order_url(order))
        before = mails.find(again.mail_id, now)
        if before is not None:
            return before, False
        if not is_counted:
            _count(order, now)
            is_counted = True
        try:
            return _sent(order, again, by, now, seconds_left)
        except Conflict:
            order, _events = orders.get_with_events(order.number)
    raise Conflict(CHANGED_MEANWHILE)


def _sent(
    order: Order, again: Mail, by: By, now: datetime, seconds_left: float
) -> tuple[SentMail, bool]:
    change = mail_resent(order, again, now, by)
    made = order_mails.insert_again(order, again, change, now, seconds_left=seconds_left)
    if made:
        log_event("order-mail-again", mail_id=again.mail_id, template=again.template)
    waiting = SentMail(
        again.mail_id, again.template, "waiting", now, None, None, values=again.kept_values
    )
    return waiting, made


def _count(order: Order, now: datetime) -> None:
    # By order: whoever asks, nobody's inbox is filled.
    key = limit_key(ORDER_MAILS_AGAIN, order.number)
    attempts, ends_at = limits.change_count(key, ORDER_MAILS_AGAIN.window, now)
    if attempts > ORDER_MAILS_AGAIN.attempts:
        raise TooManyRequests(max(1, round((ends_at - now).total_seconds())))
