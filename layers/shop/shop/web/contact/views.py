"""The contact form, conversations as the API and the pages show them, and the time trap's token."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.contact import (
    LONGEST_MESSAGE_CHARACTERS,
    TOPICS,
    Author,
    Message,
    Opportunity,
    Ticket,
    Topic,
    opportunities,
    state_shown,
)
from shop.domain.errors import FieldError, InvalidFields, NotFound
from shop.domain.mails import is_address
from shop.domain.periods import period_text
from shop.domain.retention import CONTACT_MESSAGE
from shop.gateways import clock, signatures
from shop.gateways.settings import SHOP
from shop.gateways.ticket_links import is_ticket_key, ticket_key
from shop.web.portions import latest
from shop.web.requests import Request

type MessageText = Annotated[
    str, Meta(min_length=1, max_length=LONGEST_MESSAGE_CHARACTERS, pattern=r"\S")
]
_FORM_PURPOSE = "contact-form"


class ContactForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A first message. `website` and `shown` are traps for programs that fill in forms."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    email: Annotated[str, Meta(min_length=1, max_length=254)]
    topic: Topic
    message: MessageText
    order_number: Annotated[str, Meta(max_length=40)] | None = None
    website: Annotated[str, Meta(max_length=2000)] | None = None
    shown: Annotated[str, Meta(max_length=200)] | None = None


class ReplyForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A further message; the key may stand here or in the query."""

    message: MessageText
    key: Annotated[str, Meta(max_length=200)] | None = None


class KeyQuery(msgspec.Struct):
    """The signed key of the link to a conversation, and where its page goes on."""

    key: Annotated[str, Meta(max_length=200)] = ""
    cursor: Annotated[str, Meta(max_length=1024)] = ""


class ContactQuery(msgspec.Struct):
    """What a link to the form may fill in."""

    topic: Annotated[str, Meta(max_length=40)] = ""
    order_number: Annotated[str, Meta(max_length=40)] = ""


class ContactShown(msgspec.Struct):
    """How to reach the shop."""

    opportunities: tuple[Opportunity, ...]
    postal_address: str
    topics: tuple[Topic, ...]


class TicketOpened(msgspec.Struct):
    """What the customer is told of a new conversation, suspicious or not."""

    ticket: str
    key: str
    status: str = "new"


class MessageShown(msgspec.Struct):
    """One message of a conversation."""

    id: str
    at: datetime
    author: Author
    message: str


class TicketShown(msgspec.Struct):
    """A conversation, without the address it was written from."""

    ticket: str
    status: str
    topic: Topic
    order_number: str | None
    opened_at: datetime
    expires_at: datetime
    messages: list[MessageShown]


def contact_shown() -> ContactShown:
    """Describe how to reach the shop."""
    ways = opportunities(SHOP.email, SHOP.telephone, SHOP.postal_address)
    return ContactShown(ways, SHOP.postal_address, tuple(TOPICS))


def form_context(query: ContactQuery, now: datetime) -> dict[str, object]:
    """Return what only the page with the form needs."""
    return {
        "topic_options": [("", "Please choose"), *TOPICS.items()],
        "topic": query.topic if query.topic in TOPICS else "",
        "order_number": query.order_number,
        "shown": form_token(now),
        "kept": period_text(CONTACT_MESSAGE),
    }


def ticket_opened(number: str) -> TicketOpened:
    """Describe a new conversation; a quarantined one is told nothing else."""
    return TicketOpened(number, ticket_key(number))


def ticket_shown(ticket: Ticket) -> TicketShown:
    """Describe a conversation."""
    return TicketShown(
        ticket=ticket.number,
        status=state_shown(ticket.state),
        topic=ticket.topic,
        order_number=ticket.order_number,
        opened_at=ticket.opened_at,
        expires_at=ticket.expires_at,
        messages=[message_shown(message) for message in ticket.messages],
    )


def thread_context(ticket: Ticket, query: KeyQuery) -> dict[str, object]:
    """Return what only the page of a conversation needs: as much of it as one page shows.

    Raises:
        InvalidRequest: the cursor is not of this conversation.
    """
    messages = [message_shown(message) for message in ticket.messages]
    thread = latest(f"messages\n{ticket.number}", messages, cursor=query.cursor)
    return {"topics": TOPICS, "key": query.key, "thread": msgspec.to_builtins(thread)}


def message_shown(message: Message) -> MessageShown:
    """Describe one message."""
    at = message.at.replace(microsecond=0)
    return MessageShown(message.message_id, at, message.author, message.text)


def message_typed(request: Request, text: str) -> Message:
    """Return a customer's message, written now."""
    return Message(clock.new_id(), "customer", request.now, text)


def refuse_wrong_key(number: str, key: str) -> None:
    """Let only the holder of a conversation's link pass.

    Raises:
        NotFound: as for a conversation that does not exist.
    """
    if not is_ticket_key(key, number):
        raise NotFound("There is no such conversation.")


def refuse_wrong_address(email: str) -> None:
    """Refuse what no mail could be sent to.

    Raises:
        InvalidFields: naming the field.
    """
    if not is_address(email):
        raise InvalidFields(FieldError("email", "Enter an e-mail address like name@example.com."))


def form_token(now: datetime) -> str:
    """Return the signed instant at which a form was shown."""
    epoch_seconds = str(int(now.timestamp()))
    return f"{epoch_seconds}.{signatures.sign(_FORM_PURPOSE, epoch_seconds)}"


def form_shown_at(token: str) -> datetime | None:
    """Return when the form was shown; None where the token is missing or not ours."""
    epoch_seconds, _, signature = token.partition(".")
    if not signatures.is_signed(signature, _FORM_PURPOSE, epoch_seconds):
        return None
    return datetime.fromtimestamp(int(epoch_seconds), UTC)
