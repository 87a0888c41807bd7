"""Answers that are written often: data, so that a new one needs no code."""

from dataclasses import dataclass

from shop.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class CannedReply:
    """An answer under a name; `{name}` and `{order}` in its text are filled in."""

    name: str
    title: str
    text: str


CANNED_REPLIES = (
    CannedReply(
        "where-is-my-order",
        "Where is my order?",
        "Dear {name},\n\nyour order {order} leaves 4 to 10 business days after it is paid in full. "
        "Its page shows how it stands, and we mail you the day it leaves.",
    ),
    CannedReply(
        "money-order-not-here",
        "The money order is not here yet",
        "Dear {name},\n\nthe money order for {order} has not reached us yet. We keep the goods for "
        "you until the day named on the order's page. Please ask the office where you sent it.",
    ),
    CannedReply(
        "cannot-cancel",
        "It has left already",
        "Dear {name},\n\nyour order {order} has left, so we cannot stop it any more. You can send "
        "it back: the button is on the order's page.",
    ),
    CannedReply(
        "how-to-return",
        "How to send something back",
        "Dear {name},\n\nopen the page of your order, choose what you want to send back and say "
        "why. We pay you back as soon as it is here.",
    ),
    CannedReply(
        "your-data",
        "What we hold about you",
        "Dear {name},\n\nat /privacy/request on our site you can see everything we hold about you "
        "and have it erased; a link is mailed to you, so that nobody else can.",
    ),
    CannedReply(
        "not-sold",
        "We do not sell that",
        "Dear {name},\n\nthank you for asking. We do not sell that, and do not expect to.",
    ),
)


def canned_text(name: str, *, customer: str, order_number: str | None) -> str:
    """Return the text of a canned reply to a customer.

    Raises:
        NotFound: there is none of this name.
    """
    for reply in CANNED_REPLIES:
        if reply.name == name:
            order = order_number or "you asked about"
            return reply.text.replace("{name}", customer).replace("{order}", order)
    names = ", ".join(reply.name for reply in CANNED_REPLIES)
    message = f"There is no such canned reply; there is {names}."
    raise NotFound(message)
