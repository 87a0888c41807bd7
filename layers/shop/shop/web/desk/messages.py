"""What operators do with messages: list them, read one with its story, answer it."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.canned_replies import CANNED_REPLIES, canned_text
from shop.domain.contact import WAITING, Message, Ticket, TicketState
from shop.domain.errors import Conflict, FieldError, InvalidFields, KeyReused, NotFound
from shop.domain.instants import rfc3339
from shop.domain.mails import Mail
from shop.domain.orders import By
from shop.domain.reference_numbers import is_reference, normalise
from shop.domain.visit_faults import recent_faults
from shop.domain.visits import Visit, order_subject, session_subject
from shop.gateways.settings import url
from shop.gateways.ticket_links import ticket_key, ticket_path
from shop.storage import ticket_answers, tickets, visits
from shop.web.contact.views import MessageText
from shop.web.desk import orders as desk_orders
from shop.web.desk.notes import CHANGED, history_of
from shop.web.desk.views import UNNAMED_OPERATOR, Operator, TicketNumber

type ReplyKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
_SECONDS = 20.0
_MOST_TRIES = 3
_MOST_READ = 100
_BEGINNING_CHARACTERS = 80


class ListingMessages(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which conversations to list; without a state those that wait, and apart the quarantined.

    `mine` leaves those that are assigned to the operator.
    """

    state: TicketState | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    mine: bool = False
    operator: Operator = UNNAMED_OPERATOR


class ReadingMessage(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which conversation to read, and why: it leads to its writer's visits."""

    ticket: TicketNumber
    operator: Operator = UNNAMED_OPERATOR
    reason: Annotated[str, Meta(min_length=3, max_length=200)] = "To answer the message"


class Replying(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An answer, written out or canned; the same key again sends nothing again."""

    ticket: TicketNumber
    key: ReplyKey
    message: MessageText | None = None
    canned: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    operator: Operator = UNNAMED_OPERATOR


def list_messages(asked: ListingMessages, by: By, now: datetime) -> dict[str, Any]:
    """List conversations, the one that waits longest first; suspicious ones apart."""
    of = by.actor if asked.mine else None
    if asked.state:
        return {"messages": _listed((asked.state,), asked.limit, of, now)}
    return {
        "messages": _listed(WAITING, asked.limit, of, now),
        "quarantined": _listed(("quarantined",), asked.limit, of, now),
    }


def open_message(asked: ReadingMessage, _by: By, now: datetime) -> dict[str, Any]:
    """Show a conversation, the short story of its order, and what went wrong for its writer."""
    ticket = _get(asked.ticket, now)
    return _view(ticket) | {
        "order": _story(ticket),
        "errors": [_fault_view(visit) for visit in _faults(ticket, now)],
        "canned": [{"name": reply.name, "title": reply.title} for reply in CANNED_REPLIES],
    }


def reply(asked: Replying, by: By, now: datetime) -> dict[str, Any]:
    """Answer a conversation and mail its writer that there is an answer, once for each key.

    Raises:
        Conflict: the conversation kept changing.
        InvalidFields: there is not exactly one of a message and the name of a canned one.
        KeyReused: another answer has this key.
        NotFound: there is no such conversation.
    """
    for _ in range(_MOST_TRIES):
        ticket = _get(asked.ticket, now)
        answer = Message(asked.key, "shop", now, _text(asked, ticket), by.actor, by.request_id)
        if (kept := _kept_reply(ticket, asked.key)) is not None:
            if kept.text != answer.text:
                raise KeyReused("Another answer was sent with this key. Take a new key.")
            return {"outcome": "sent before", "message": _view(ticket)}
        if ticket_answers.insert(ticket, answer, _mail(ticket, asked.key), seconds_left=_SECONDS):
            return {"outcome": "sent", "message": _view(_get(asked.ticket, now))}
    raise Conflict(CHANGED)


def _listed(
    states: tuple[TicketState, ...], limit: int, of: str | None, now: datetime
) -> list[dict[str, Any]]:
    # Of one operator's, as many are looked through as a list can have.
    read = limit if of is None else _MOST_READ
    found = [
        ticket
        for state in states
        for ticket in tickets.list_by_state(state, read, now)
        if of is None or ticket.assigned_to == of
    ]
    found.sort(key=lambda ticket: (ticket.opened_at, ticket.number))
    return [_summary(ticket) for ticket in found[:limit]]


def _get(number: str, now: datetime) -> Ticket:
    return tickets.get(normalise(number), now)


def _text(asked: Replying, ticket: Ticket) -> str:
    if (asked.message is None) == (asked.canned is None):
        raise InvalidFields(FieldError("message", "Give either a message or a canned one's name."))
    if asked.canned is None:
        return asked.message or ""
    return canned_text(asked.canned, customer=ticket.name, order_number=ticket.order_number)


def _kept_reply(ticket: Ticket, key: str) -> Message | None:
    found = (m for m in ticket.messages if m.author == "shop" and m.message_id == key)
    return next(found, None)


def _mail(ticket: Ticket, key: str) -> Mail:
    link = url(ticket_path(ticket.number, ticket_key(ticket.number)))
    return Mail(
        mail_id=f"contact-reply#{ticket.number}#{key}",
        to=ticket.email,
        template="contact-reply",
        values={"ticket": ticket.number, "link": link},
    )


def _story(ticket: Ticket) -> dict[str, Any] | None:
    """Return how the order stands that a message names; None if it names none that there is."""
    if not is_reference(normalise(ticket.order_number or "")):
        return None
    try:
        order, events = desk_orders.get_order(ticket.order_number or "")
    except NotFound:
        return None
    return {
        "number": order.number,
        "status": order.status,
        "placed_at": rfc3339(order.placed_at),
        "total_pence": order.sums.total_pence,
        # Whoever knows a number can name it: only this address is the order's own.
        "is_writers": order.email.lower() == ticket.email.lower(),
        "events": [{"at": rfc3339(event.at), "type": event.type} for event in events],
    }


def _faults(ticket: Ticket, now: datetime) -> tuple[Visit, ...]:
    order = ticket.order_number
    subjects = [
        *([session_subject(ticket.session)] if ticket.session else []),
        *([order_subject(order)] if order and is_reference(order) else []),
    ]
    return recent_faults(
        record for subject in subjects for record in visits.list_by_subject(subject, now)
    )


def _summary(ticket: Ticket) -> dict[str, Any]:
    text = " ".join(ticket.messages[0].text.split())
    return {
        "ticket": ticket.number,
        "state": ticket.state,
        "topic": ticket.topic,
        "opened_at": rfc3339(ticket.opened_at),
        "order_number": ticket.order_number,
        "suspicions": list(ticket.suspicions),
        "assigned_to": ticket.assigned_to or None,
        "begins": text[:_BEGINNING_CHARACTERS],
    }


def _view(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": ticket.number,
        "state": ticket.state,
        "topic": ticket.topic,
        "name": ticket.name,
        "email": ticket.email,
        "order_number": ticket.order_number,
        "suspicions": list(ticket.suspicions),
        "expires_at": rfc3339(ticket.expires_at),
        "messages": [
            {"at": rfc3339(m.at), "author": m.author, "message": m.text}
            | ({"actor": m.actor, "request_id": m.request_id} if m.actor else {})
            for m in ticket.messages
        ],
        "assigned_to": ticket.assigned_to or None,
        "history": history_of(ticket),
    }


def _fault_view(visit: Visit) -> dict[str, Any]:
    """Show a request that failed, without the address it came from."""
    return {
        "at": rfc3339(visit.at),
        "method": visit.method,
        "path": visit.path,
        "status": visit.status,
        "request_id": visit.request_id,
    }
