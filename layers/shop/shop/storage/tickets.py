"""Conversations (keys: ticket, part; TTL: a year from the first message, the same for all parts).

The part `ticket` holds who wrote about what, and the first message; `message#<instant>#<id>` are
the messages after it, in their order.
"""

import os
from datetime import UTC, datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from shop.domain.contact import Author, Message, Ticket, TicketState, Topic
from shop.domain.errors import NotFound, TryAgain
from shop.domain.mails import Mail, address_hash
from shop.storage import mails
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together

_HEAD = "ticket"
# More than a person writes within the limits; what a page can show.
_MOST_PARTS = 200


class TicketsByEmailHash(GlobalSecondaryIndex["TicketRow"]):  # type: ignore[no-untyped-call]
    """The conversations of an address by time; behind by a moment."""

    class Meta:
        index_name = "by_email_hash"
        projection = KeysOnlyProjection()

    email_hash = UnicodeAttribute(hash_key=True)
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
    transaction: TransactWrite, number: str, message: Message, expires_at: datetime
) -> None:
    """Add a message to a transaction, which is cancelled if this message was kept before."""
    row = _message_row(number, _part_of(message), message, expires_at)
    transaction.save(row, condition=TicketRow.ticket.does_not_exist())


def get(number: str, now: datetime) -> Ticket:
    """Return a conversation with its messages, the first one first.

    Raises:
        NotFound: there is no such conversation, or its time is over.
    """
    # Newest first, so that a page too long loses what is old; `ticket` sorts after `message#`.
    rows = list(
        TicketRow.query(number, consistent_read=True, limit=_MOST_PARTS, scan_index_forward=False)
    )
    if not rows or rows[0].part != _HEAD or rows[0].expires_at <= now:
        raise NotFound("There is no such conversation.")
    return _ticket(rows[0], rows[:0:-1])


def find_expiry(number: str, now: datetime) -> datetime | None:
    """Return until when a conversation is kept; None if there is none."""
    head = TicketRow.find_row(number, _HEAD)
    return None if head is None or head.expires_at <= now else head.expires_at


def insert_message(number: str, message: Message, expires_at: datetime) -> None:
    """Add a message to a conversation, to be kept as long as that."""
    row = _message_row(number, _part_of(message), message, expires_at)
    # The identifier is new: where it is taken, a try whose answer was lost has written this row.
    unless_taken(lambda: row.save(condition=TicketRow.ticket.does_not_exist()))


def _part_of(message: Message) -> str:
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
    )


def _head(ticket: Ticket) -> TicketRow:
    row = _message_row(ticket.number, _HEAD, ticket.messages[0], ticket.expires_at)
    row.name, row.email, row.topic = ticket.name, ticket.email, ticket.topic
    row.email_hash = address_hash(ticket.email)
    row.order_number, row.state = ticket.order_number, ticket.state
    row.suspicions = " ".join(ticket.suspicions) or None
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
        messages=tuple(_message(row) for row in (head, *rest)),
        expires_at=head.expires_at,
    )


def _message(row: TicketRow) -> Message:
    return Message(row.message_id, cast("Author", row.author), row.at, row.message)
