"""Conversations (keys: ticket, part; TTL: a year from the first message, the same for all parts).

The part `ticket` holds who wrote about what, the first message and how the conversation stands;
`message#<instant>#<id>` are what the customer added, `reply#<key>` the answers of the shop, and
`note#<key>` and `change#<instant>` what only its own people see.
"""

import os
from datetime import UTC, datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from shop.domain.contact import (
    Author,
    Message,
    Standing,
    Ticket,
    TicketState,
    Topic,
    state_after_message,
)
from shop.domain.errors import NotFound, TryAgain
from shop.domain.mails import Mail, address_hash
from shop.domain.ticket_entries import Entry, EntryKind
from shop.storage import mails
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row
from shop.storage.transactions import Cancelled, write_together

HEAD = "ticket"
DESK = "desk"
# More than a person writes within the limits; what a page can show.
_MOST_PARTS = 200


class TicketsByEmailHash(GlobalSecondaryIndex["TicketRow"]):  # type: ignore[no-untyped-call]
    """The conversations of an address by time; behind by a moment."""

    class Meta:
        index_name = "by_email_hash"
        projection = KeysOnlyProjection()

    email_hash = UnicodeAttribute(hash_key=True)
    at = InstantAttribute(range_key=True)


class TicketsByState(GlobalSecondaryIndex["TicketRow"]):  # type: ignore[no-untyped-call]
    """The conversations in a state, the oldest first; behind by a moment."""

    class Meta:
        index_name = "by_state"
        projection = KeysOnlyProjection()

    state = UnicodeAttribute(hash_key=True)
    at = InstantAttribute(range_key=True)


class TicketRow(Row):
    """A message; the first of a conversation also says who wrote about what."""

    class Meta:
        table_name = os.environ["TICKETS_TABLE"]

    ticket = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    message_id = UnicodeAttribute()
    author = UnicodeAttribute()
    at = InstantAttribute()
    message = UnicodeAttribute()
    expires_at = ExpiryAttribute()
    name = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    email_hash = UnicodeAttribute(null=True)
    topic = UnicodeAttribute(null=True)
    order_number = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    suspicions = UnicodeAttribute(null=True)
    session = UnicodeAttribute(null=True)
    actor = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute(null=True)
    assigned_to = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    by_state = TicketsByState()
    by_email_hash = TicketsByEmailHash()


def insert(ticket: Ticket, acknowledgement: Mail | None, *, seconds_left: float) -> None:
    """Keep a new conversation and, in the same transaction, the mail that acknowledges it.

    Raises:
        TryAgain: the number is taken, or the shop is busy; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        put_in(transaction, ticket)
        if acknowledgement is not None:
            mails.put_in(transaction, acknowledgement, ticket.opened_at)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise TryAgain from None


def put_in(transaction: TransactWrite, ticket: Ticket) -> None:
    """Add a new conversation to a transaction, which is cancelled if its number is taken."""
    transaction.save(_head(ticket), condition=TicketRow.ticket.does_not_exist())


def put_message_in(
    transaction: TransactWrite, number: str, message: Message, before: Standing
) -> None:
    """Add a customer's message to a transaction; what was answered is open again.

    Cancelled if the conversation does not stand as it was read, or the message was kept before.
    """
    put_part_in(transaction, number, message, before.expires_at)
    change_state_in(transaction, number, before.state, state_after_message(before.state))


def put_part_in(
    transaction: TransactWrite, number: str, message: Message, expires_at: datetime
) -> None:
    """Add a message to a transaction, which is cancelled if this message was kept before."""
    row = _message_row(number, _part_of(message), message, expires_at)
    transaction.save(row, condition=TicketRow.ticket.does_not_exist())


def change_state_in(
    transaction: TransactWrite,
    number: str,
    before: TicketState,
    after: TicketState,
) -> None:
    """Add a change of state to a transaction, which is cancelled if it is in another one."""
    transaction.update(
        TicketRow(number, HEAD),
        actions=[TicketRow.state.set(after)],
        condition=TicketRow.state == before,
    )


def get(number: str, now: datetime) -> Ticket:
    """Return a conversation with its messages, the first one first.

    Raises:
        NotFound: there is no such conversation, or its time is over.
    """
    # Backwards, so that a page too long loses what is old; `ticket` sorts after all other parts.
    rows = list(
        TicketRow.query(number, consistent_read=True, limit=_MOST_PARTS, scan_index_forward=False)
    )
    if not rows or rows[0].part != HEAD or rows[0].expires_at <= now:
        raise NotFound("There is no such conversation.")
    return _ticket(rows[0], sorted(rows[1:], key=lambda row: (row.at, row.part)))


def find_standing(number: str, now: datetime) -> Standing | None:
    """Return how a conversation stands; None if there is none, or its time is over."""
    head = TicketRow.find_row(number, HEAD)
    if head is None or head.expires_at <= now:
        return None
    return Standing(cast("TicketState", head.state), head.expires_at)


def insert_message(number: str, message: Message, before: Standing, *, seconds_left: float) -> bool:
    """Add a customer's message to a conversation, to be kept as long as that.

    False, and nothing kept, if the conversation does not stand as it was read.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        put_message_in(transaction, number, message, before)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def list_by_state(state: TicketState, limit: int, now: datetime) -> list[Ticket]:
    """Return the conversations in a state, with their first messages, the oldest first."""
    keys = [(key.ticket, HEAD) for key in TicketRow.by_state.query(state, limit=limit)]
    rows = list(TicketRow.batch_get(keys, consistent_read=True)) if keys else []
    found = [_ticket(row, []) for row in rows if row.state == state and row.expires_at > now]
    return sorted(found, key=lambda ticket: (ticket.opened_at, ticket.number))


def _part_of(message: Message) -> str:
    if message.author == "shop":
        return f"reply#{message.message_id}"
    at = message.at.astimezone(UTC)
    return f"message#{at:%Y-%m-%dT%H:%M:%S.%f}Z#{message.message_id}"


def _message_row(number: str, part: str, message: Message, expires_at: datetime) -> TicketRow:
    return TicketRow(
        ticket=number,
        part=part,
        message_id=message.message_id,
        author=message.author,
        at=message.at,
        message=message.text,
        expires_at=expires_at,
        actor=message.actor or None,
        request_id=message.request_id or None,
    )


def _head(ticket: Ticket) -> TicketRow:
    row = _message_row(ticket.number, HEAD, ticket.messages[0], ticket.expires_at)
    row.name, row.email, row.topic = ticket.name, ticket.email, ticket.topic
    row.email_hash = address_hash(ticket.email)
    row.order_number, row.state = ticket.order_number, ticket.state
    row.suspicions = " ".join(ticket.suspicions) or None
    row.session = ticket.session
    return row


def _ticket(head: TicketRow, rest: list[TicketRow]) -> Ticket:
    return Ticket(
        number=head.ticket,
        name=head.name,
        email=head.email,
        topic=cast("Topic", head.topic),
        order_number=head.order_number,
        state=cast("TicketState", head.state),
        suspicions=tuple((head.suspicions or "").split()),
        messages=tuple(_message(row) for row in (head, *rest) if row.author != DESK),
        expires_at=head.expires_at,
        session=head.session,
        assigned_to=head.assigned_to or "",
        entries=tuple(_entry(row) for row in rest if row.author == DESK),
    )


def _message(row: TicketRow) -> Message:
    by = (row.actor or "", row.request_id or "")
    return Message(row.message_id, cast("Author", row.author), row.at, row.message, *by)


def _entry(row: TicketRow) -> Entry:
    by = (row.actor or "", row.request_id or "")
    return Entry(row.message_id, cast("EntryKind", row.kind), row.at, row.message, *by)
