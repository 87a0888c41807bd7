"""The pages of the mails about an order, for those who may open it."""

from datetime import datetime
from typing import Any

import msgspec

from shop.domain.errors import NotFound
from shop.storage import mails
from shop.web.orders.access import OpenedOrder
from shop.web.orders.mail_views import STANDINGS, MailList, MailText, mail_list, mail_text
from shop.web.orders.mails import find_mail


def list_mails(opened: OpenedOrder, now: datetime) -> MailList:
    """Show the mails about an order, the oldest first."""
    return mail_list(opened.order, mails.list_by_order(opened.order.number, now))


def read_mail(opened: OpenedOrder, part: str, now: datetime) -> MailText:
    """Show what a mail about an order said, to who may see all of the order.

    Raises:
        NotFound: there is no such mail, it is too long ago, or it is not for the client.
    """
    if not opened.sees_all:
        raise NotFound("There is no such mail about this order.")
    return mail_text(opened.order, find_mail(opened.order.number, part, now))


def mails_context(opened: OpenedOrder, shown: MailList) -> dict[str, Any]:
    """Return what only pages with a list of mails need."""
    return {
        "number": opened.order.number,
        "key": opened.key,
        "mails": msgspec.to_builtins(shown.mails),
        "standings": STANDINGS,
        "may_read": opened.sees_all,
        "order_path": opened.path,
    }


def mail_context(opened: OpenedOrder, shown: MailText) -> dict[str, Any]:
    """Return what only the page of a mail needs."""
    paragraphs = (shown.text or "").strip().split("\n\n")
    return {
        "number": opened.order.number,
        "order_path": opened.path,
        "standing": STANDINGS[shown.state],
        "paragraphs": [paragraph.splitlines() for paragraph in paragraphs],
    }
