"""The mails about an order, as answers show them."""

from typing import Any, Literal

import msgspec

from shop.domain.instants import rfc3339
from shop.domain.mail_repeats import is_repeatable, latest
from shop.domain.mails import SentMail, part_of
from shop.domain.orders import Order
from shop.gateways.mail_texts import kept_letter

type Standing = Literal["waiting", "sent", "failed", "bounced", "complained"]

STANDINGS: dict[Standing, str] = {
    "waiting": "waiting to be sent",
    "sent": "sent",
    "failed": "could not be sent",
    "bounced": "came back: the address did not take it",
    "complained": "reported as unwanted by whoever got it",
}
_NO_SUBJECT = "A mail about your order"


class MailSummary(msgspec.Struct, kw_only=True):
    """A mail about an order; `mail` is its name among those of the order."""

    mail: str
    subject: str
    state: Standing
    created_at: str
    sent_at: str | None
    can_send_again: bool


class MailList(msgspec.Struct):
    """The mails about an order, the oldest first."""

    mails: list[MailSummary]


class MailText(MailSummary, kw_only=True):
    """A mail with what it said, but for the keys in its links; None if that was not kept."""

    text: str | None


def mail_list(order: Order, sent: list[SentMail]) -> MailList:
    """Show the mails about an order."""
    newest = latest(sent)
    return MailList([mail_summary(order, each, is_latest=each.mail_id in newest) for each in sent])


def mail_summary(order: Order, sent: SentMail, *, is_latest: bool = True) -> MailSummary:
    """Show how a mail stands."""
    return MailSummary(**_summary(order, sent, is_latest=is_latest))


def mail_text(order: Order, sent: SentMail) -> MailText:
    """Show a mail with what it said."""
    letter = kept_letter(sent)
    text = letter.text if letter else None
    return MailText(**_summary(order, sent, is_latest=False), text=text)


def _summary(order: Order, sent: SentMail, *, is_latest: bool) -> dict[str, Any]:
    letter = kept_letter(sent)
    return {
        "mail": part_of(sent.mail_id),
        "subject": letter.subject if letter else _NO_SUBJECT,
        "state": sent.standing,
        "created_at": rfc3339(sent.created_at),
        "sent_at": None if sent.sent_at is None else rfc3339(sent.sent_at),
        "can_send_again": is_latest and is_repeatable(order, sent),
    }
