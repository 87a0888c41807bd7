"""What operators keep for each other with a conversation: notes, whose it is, how it stands."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shop.domain.contact import Ticket
from shop.domain.errors import Conflict, FieldError, InvalidFields, KeyReused
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.reference_numbers import normalise
from shop.domain.ticket_entries import LONGEST_NOTE_CHARACTERS, NOBODY, Entry, EntryKind, assignee
from shop.storage import ticket_entries, tickets
from shop.web.desk.views import UNNAMED_OPERATOR, Operator, TicketNumber

type NoteKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
type NoteText = Annotated[
    str, Meta(min_length=1, max_length=LONGEST_NOTE_CHARACTERS, pattern=r"\S")
]
# Names of IAM users, or an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
type Colleague = Annotated[
    str, Meta(pattern=r"^([\w+=,.@-]{1,64}|arn:[a-z0-9-]+:(iam|sts)::\d{12}:\S+)$", max_length=256)
]
_SECONDS = 20.0
_MOST_TRIES = 3
CHANGED = "The conversation has changed in the meantime. Please look at it again."


class Noting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A note for colleagues; the same key again keeps nothing again."""

    ticket: TicketNumber
    key: NoteKey
    note: NoteText
    operator: Operator = UNNAMED_OPERATOR


class Assigning(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose a conversation is to be: `me`, `nobody`, a colleague's user name or ARN."""

    ticket: TicketNumber
    to: Colleague
    operator: Operator = UNNAMED_OPERATOR


class SettingState(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How a conversation is to stand; `open` also lets a quarantined one out."""

    ticket: TicketNumber
    state: Literal["open", "closed"]
    operator: Operator = UNNAMED_OPERATOR


def keep_note(asked: Noting, by: By, now: datetime) -> dict[str, Any]:
    """Keep a note that only colleagues see, once for each key.

    Raises:
        KeyReused: another note has this key.
        NotFound: there is no such conversation.
    """
    ticket = tickets.get(normalise(asked.ticket), now)
    note = Entry(asked.key, "note", now, asked.note.strip(), by.actor, by.request_id)
    is_made = ticket_entries.insert_note(
        ticket.number, note, ticket.expires_at, seconds_left=_SECONDS
    )
    kept = tickets.get(ticket.number, now)
    if any(
        (e.kind, e.entry_id) == ("note", note.entry_id) and e.text != note.text
        for e in kept.entries
    ):
        raise KeyReused("Another note was kept with this key. Take a new key.")
    outcome = "kept" if is_made else "kept before"
    return {"outcome": outcome, "ticket": ticket.number, "history": history_of(kept)}


def assign(asked: Assigning, by: By, now: datetime) -> dict[str, Any]:
    """Say whose a conversation is; the same again changes nothing more.

    Raises:
        Conflict: the conversation kept changing.
        InvalidFields: nobody is named who could be meant.
        NotFound: there is no such conversation.
    """
    to = assignee(asked.to, by.actor)
    if to == UNNAMED_OPERATOR:
        raise InvalidFields(FieldError("operator", "Say who you are first: it is to be yours."))

    def change(ticket: Ticket) -> bool:
        entry = _change(ticket, "assigned", to, by, now)
        return ticket.assigned_to == to or ticket_entries.change_assigned(
            ticket, entry, seconds_left=_SECONDS
        )

    ticket = _changed(asked.ticket, change, now)
    return {"outcome": "assigned" if to else NOBODY, "ticket": ticket, "assigned_to": to or None}


def set_state(asked: SettingState, by: By, now: datetime) -> dict[str, Any]:
    """Say that a conversation is open or closed; the same again changes nothing more.

    Raises:
        Conflict: the conversation kept changing.
        NotFound: there is no such conversation.
    """

    def change(ticket: Ticket) -> bool:
        entry = _change(ticket, asked.state, "", by, now)
        return ticket.state == asked.state or ticket_entries.change_state(
            ticket, asked.state, entry, seconds_left=_SECONDS
        )

    return {"outcome": asked.state, "ticket": _changed(asked.ticket, change, now)}


def history_of(ticket: Ticket) -> list[dict[str, Any]]:
    """Show what colleagues noted and changed, the earliest first."""
    return [
        {
            "at": rfc3339(entry.at),
            "kind": entry.kind,
            "text": entry.text,
            "actor": entry.actor,
            "request_id": entry.request_id,
        }
        for entry in ticket.entries
    ]


def _changed(number: str, change: Callable[[Ticket], bool], now: datetime) -> str:
    for _ in range(_MOST_TRIES):
        ticket = tickets.get(normalise(number), now)
        if change(ticket):
            return ticket.number
    raise Conflict(CHANGED)


def _change(ticket: Ticket, kind: EntryKind, text: str, by: By, now: datetime) -> Entry:
    at = now.astimezone(UTC)
    entry_id = f"{at:%Y-%m-%dT%H:%M:%S.%f}Z#{len(ticket.entries)}"
    return Entry(entry_id, kind, now, text, by.actor, by.request_id)
