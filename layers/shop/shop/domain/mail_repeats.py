"""Sending a mail about an order once more: its next revision, so that it too is sent once."""

from collections.abc import Iterable
from datetime import datetime

from shop.domain.errors import Conflict, NotFound
from shop.domain.mails import Mail, SentMail, mail_id_of, part_of, without_queries
from shop.domain.order_mails import FACTS, fact_mail
from shop.domain.orders import By, Changed, Order, OrderEvent, with_event

# Which kinds of event are told by which mail.
_TOLD = {
    "placed": "received",
    "paid": "paid",
    "shipped": "shipped",
    "cancelled": "cancelled",
    "expired": "expired",
}


def is_repeatable(order: Order, sent: SentMail) -> bool:
    """Tell whether a mail may be sent once more, as far as it is the latest of its revisions."""
    return _refusal(order, sent) is None


def mail_again(order: Order, sent: SentMail, link: str) -> Mail:
    """Return the next revision of a mail, told from the order as it is now, to its address.

    What does not follow from the order itself (a request to return something, say) is told as it
    was, with `link`, which leads to the order and may hold a key, in the place of its own links.

    Raises:
        Conflict: it is still on its way, is true no more, or its contents were not kept.
        NotFound: it has no revisions: another way leads to one more of its kind.
    """
    refusal = _refusal(order, sent)
    if refusal is not None:
        raise refusal
    fact, revision = _parts(sent)
    if fact in FACTS:
        return fact_mail(order, fact, link, revision + 1)
    mail_id = mail_id_of(order.number, f"{fact}.{revision + 1}")
    return Mail(mail_id, order.email, sent.template, _relinked(sent.values, link))


def mail_resent(order: Order, again: Mail, now: datetime, by: By) -> Changed:
    """Return an order with the event that tells that a mail about it was sent once more."""
    name = part_of(again.mail_id).rpartition(".")[0].replace("-", " ")
    detail = f"We have sent you our mail about this order once more ({name})."
    return with_event(order, now, "mail_resent", detail, by)


def mails_of_events(
    order: Order, events: Iterable[OrderEvent], since: datetime, until: datetime, link: str
) -> list[Mail]:
    """Return the mails that tell what happened to an order in a time, each under its own id.

    For what the stream has told in vain: whichever was put into the outbox is refused there.
    """
    facts = {_TOLD.get(event.type) for event in events if since <= event.at <= until}
    return [fact_mail(order, fact, link) for fact in FACTS if fact in facts]


def latest(sent: list[SentMail]) -> set[str]:
    """Return the ids of the mails that have no later revision among these."""
    revisions = {_parts(mail)[0]: mail.mail_id for mail in sorted(sent, key=_parts)}
    return set(revisions.values())


def _refusal(order: Order, sent: SentMail) -> Conflict | NotFound | None:
    fact, revision = _parts(sent)
    if not revision:
        return NotFound("This mail cannot be sent again; please ask for a new one.")
    if sent.standing == "waiting":
        return Conflict("This mail is still on its way.")
    if fact == "reminder" and order.status != "awaiting_payment":
        return Conflict("The order waits for no payment any more.")
    if fact not in FACTS and not sent.values:
        return Conflict("What this mail said was not kept.")
    return None


def _parts(sent: SentMail) -> tuple[str, int]:
    fact, _, revision = part_of(sent.mail_id).rpartition(".")
    return fact, int(revision) if revision.isdecimal() else 0


def _relinked(values: dict[str, str], link: str) -> dict[str, str]:
    bare = without_queries(link)
    query = link.removeprefix(bare)
    return {n: value + query if value.startswith(bare) else value for n, value in values.items()}
