"""Messages to the shop: what may be asked, which messages are suspicious, and the conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shop.domain import reference_numbers
from shop.domain.ticket_entries import Entry

type Topic = Literal["order", "product", "privacy", "other"]
type TicketState = Literal["new", "quarantined", "open", "answered", "closed"]
type Author = Literal["customer", "shop"]

TOPICS: dict[Topic, str] = {
    "order": "An order",
    "product": "A product",
    "privacy": "Privacy and your data",
    "other": "Something else",
}
TICKET_PREFIX = "TK"
# Those that wait for somebody of the shop.
WAITING: tuple[TicketState, ...] = ("new", "open")
LONGEST_MESSAGE_CHARACTERS = 8000

# Nobody types a message faster; programs that fill in forms do.
_SHORTEST_TYPING = timedelta(seconds=3)
# A form kept open longer than this is rather one that a program replays.
_LONGEST_TYPING = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A way to reach the shop."""

    channel: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; of the shop's, `actor` says who wrote it, in which request.

    Neither is told to customers.
    """

    message_id: str
    author: Author
    at: datetime
    text: str
    actor: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A conversation, which the customer's first message opens.

    `suspicions` say why it is quarantined; the customer is never told. `session` is the hash of the
    session it was written in, by which its writer's recent errors are found. `assigned_to` is the
    operator whose it is, `entries` what operators keep with it for each other.
    """

    number: str
    name: str
    email: str
    topic: Topic
    order_number: str | None
    state: TicketState
    suspicions: tuple[str, ...]
    messages: tuple[Message, ...]
    expires_at: datetime
    session: str | None = None
    assigned_to: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def opened_at(self) -> datetime:
        """The instant of the first message."""
        return self.messages[0].at


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands, and until when it is kept."""

    state: TicketState
    expires_at: datetime


def state_after_message(state: TicketState) -> TicketState:
    """Return the state after another message of the customer's: what was answered is open again."""
    return "open" if state in ("answered", "closed") else state


def state_shown(state: TicketState) -> TicketState:
    """Return the state that a customer is told; a quarantined conversation looks like a new one."""
    return "new" if state == "quarantined" else state


def opportunities(email: str, telephone: str, postal_address: str) -> tuple[Opportunity, ...]:
    """Return every way to reach the shop."""
    return (
        Opportunity("form", "The form on this page", "You get a link to follow the conversation."),
        Opportunity("email", "E-mail", email),
        Opportunity("telephone", "Telephone", telephone),
        Opportunity("post", "Post", postal_address),
    )


def suspicions(
    *, honeypot: str, is_form: bool, shown_at: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Return what speaks for a program having filled in the form; empty for a person's message.

    `shown_at` is when our page with the form was made, None if that is missing or forged; programs
    that send data instead of a form have no page.
    """
    found = ("honeypot",) if honeypot.strip() else ()
    return found + (_timing_suspicions(shown_at, now) if is_form else ())


def _timing_suspicions(shown_at: datetime | None, now: datetime) -> tuple[str, ...]:
    if shown_at is None:
        return ("no-form",)
    if now - shown_at < _SHORTEST_TYPING:
        return ("too-fast",)
    return ("stale-form",) if now - shown_at > _LONGEST_TYPING else ()


def state_for(found: tuple[str, ...]) -> TicketState:
    """Return the state a message starts in: suspicious ones wait apart, none is ever dropped."""
    return "quarantined" if found else "new"


def is_order_number(text: str | None) -> bool:
    """Tell whether a text is an order's number, with the right check character."""
    return reference_numbers.is_reference(reference_numbers.normalise((text or "").strip()))


def order_number_typed(text: str | None) -> str | None:
    """Return an order number as the shop writes it; what is none stays as it was typed."""
    typed = (text or "").strip()
    number = reference_numbers.normalise(typed)
    return (number if reference_numbers.is_reference(number) else typed) or None


def waits_since(ticket: Ticket) -> datetime:
    """Return when the first message was written that the shop has not answered.

    Where the last word is the shop's, that is when it was said.
    """
    messages = ticket.messages
    answers = [place for place, message in enumerate(messages) if message.author == "shop"]
    first_unanswered = answers[-1] + 1 if answers else 0
    return messages[min(first_unanswered, len(messages) - 1)].at
