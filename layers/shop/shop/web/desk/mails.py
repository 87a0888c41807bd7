"""What operators do with the mails about an order: read them, and send one once more."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.orders import By, Order
from shop.storage import mails
from shop.web.desk import orders as desk
from shop.web.desk.views import UNNAMED_OPERATOR, Number, Operator
from shop.web.orders.mail_repeats import send_again
from shop.web.orders.mail_views import mail_list, mail_summary, mail_text
from shop.web.orders.mails import find_mail

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0

type MailName = Annotated[str, Meta(min_length=1, max_length=100)]


class Reading(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which mail about an order to read; `mail` is its name, such as `shipped.1`."""

    number: Number
    mail: MailName
    operator: Operator = UNNAMED_OPERATOR


class Repeating(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which mail about an order to send once more."""

    number: Number
    mail: MailName
    operator: Operator = UNNAMED_OPERATOR


def mails_of(order: Order, now: datetime) -> list[dict[str, Any]]:
    """Show how the mails about an order stand, with why one could not be sent."""
    sent = mails.list_by_order(order.number, now)
    shown: list[dict[str, Any]] = msgspec.to_builtins(mail_list(order, sent).mails)
    return [
        summary | {"mail_id": each.mail_id, "template": each.template, "failure": each.failure}
        for summary, each in zip(shown, sent, strict=True)
    ]


def show(asked: Reading, _by: By, now: datetime) -> dict[str, Any]:
    """Show what a mail about an order said."""
    order, _ = desk.get_order(asked.number)
    shown: dict[str, Any] = msgspec.to_builtins(
        mail_text(order, find_mail(order.number, asked.mail, now))
    )
    return shown


def resend(asked: Repeating, by: By, now: datetime) -> dict[str, Any]:
    """Send a mail about an order once more; the same again sends no third."""
    order, _ = desk.get_order(asked.number)
    sent, made = send_again(order, asked.mail, by, now, seconds_left=_SECONDS)
    shown = msgspec.to_builtins(mail_summary(order, sent))
    return {"outcome": "queued" if made else "queued before", "mail": shown}
