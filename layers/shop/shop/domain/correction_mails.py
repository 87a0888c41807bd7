"""What is mailed about a correction: that it was asked for, and how it was answered."""

from shop.domain.corrections import NAMES, Correction
from shop.domain.instants import date_in_words
from shop.domain.mails import Mail
from shop.domain.orders import Order


def asked_mail(order: Order, correction: Correction, link: str) -> Mail | None:
    """Return the receipt of a request; None where the order has no address any more."""
    return _mail(order, correction, "asked", {"due_on": date_in_words(correction.due_at)}, link)


def answered_mail(order: Order, correction: Correction, link: str) -> Mail | None:
    """Return the mail with the answer; None where the order has no address any more."""
    values = {"state": correction.state, "answer": correction.answer}
    return _mail(order, correction, "answered", values, link)


def _mail(
    order: Order, correction: Correction, fact: str, values: dict[str, str], link: str
) -> Mail | None:
    if not order.email:  # It was erased.
        return None
    facts = {
        "number": order.number,
        "correction_id": correction.correction_id,
        "what": NAMES[correction.what],
        "link": link,
    }
    mail_id = f"order#{order.number}#correction-{correction.position}-{fact}#1"
    return Mail(mail_id, order.email, f"correction-{fact}", facts | values)
