"""The mails about an order: which there are, what they said, and one of them once more."""

import re
from datetime import datetime

from shop.domain.errors import NotFound, TooManyRequests
from shop.domain.limits import ORDER_MAILS_AGAIN, limit_key
from shop.domain.mail_repeats import mail_again
from shop.domain.mails import SentMail, mail_id_of
from shop.domain.orders import Order
from shop.gateways.order_links import order_url
from shop.storage import limits, mails
from shop.telemetry import log_event

_PART = re.compile(r"[A-Za-z0-9-]{1,60}\.[A-Za-z0-9:-]{1,40}")


def find_mail(number: str, part: str, now: datetime) -> SentMail:
    """Return what is known of one mail about an order.

    Raises:
        NotFound: there is no such mail, or it is too long ago.
    """
    sent = mails.find(mail_id_of(number, part), now) if _PART.fullmatch(part) else None
    if sent is None:
        raise NotFound("There is no such mail about this order; they are kept for 90 days.")
    return sent


def send_again(order: Order, part: str, now: datetime) -> tuple[SentMail, bool]:
    """Put a mail into the outbox once more; return it, and whether this was the request that did.

    However often one revision is asked to be sent again, one mail comes of it.

    Raises:
        Conflict: the mail is still on its way, true no more, or nothing of it was kept.
        NotFound: there is no such mail.
        TooManyRequests: this order's mails were sent again often enough for now.
    """
    again = mail_again(order, find_mail(order.number, part, now), order_url(order))
    before = mails.find(again.mail_id, now)
    if before is not None:
        return before, False
    _count(order, now)
    made = mails.insert(again, now)
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
