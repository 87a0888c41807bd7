"""Keeping what the shop's own people note on a conversation, and to whom it is assigned."""

from collections.abc import Callable
from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.contact import Ticket, TicketState
from shop.domain.ticket_entries import Entry
from shop.storage import tickets
from shop.storage.tickets import DESK, HEAD, TicketRow
from shop.storage.transactions import Cancelled, write_together


def insert_note(number: str, note: Entry, expires_at: datetime, *, seconds_left: float) -> bool:
    """Keep a note as long as its conversation; False if it was kept before.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    return _is_written(
        lambda transaction: _put_in(transaction, number, note, expires_at),
        seconds_left,
    )


def change_state(ticket: Ticket, state: TicketState, entry: Entry, *, seconds_left: float) -> bool:
    """Say how a conversation stands; False if it has changed since it was read.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        _put_in(transaction, ticket.number, entry, ticket.expires_at)
        tickets.change_state_in(transaction, ticket.number, ticket.state, state)

    return _is_written(fill, seconds_left)


def change_assigned(ticket: Ticket, entry: Entry, *, seconds_left: float) -> bool:
    """Say whose conversation it is; False if that has changed since it was read.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        _put_in(transaction, ticket.number, entry, ticket.expires_at)
        _assign_in(transaction, ticket, entry.text)

    return _is_written(fill, seconds_left)


def _is_written(fill: Callable[[TransactWrite], None], seconds_left: float) -> bool:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def _put_in(transaction: TransactWrite, number: str, entry: Entry, expires_at: datetime) -> None:
    prefix = "note" if entry.kind == "note" else "change"
    row = TicketRow(
        ticket=number,
        part=f"{prefix}#{entry.entry_id}",
        message_id=entry.entry_id,
        author=DESK,
        kind=entry.kind,
        at=entry.at,
        message=entry.text,
        expires_at=expires_at,
        actor=entry.actor,
        request_id=entry.request_id or None,
    )
    transaction.save(row, condition=TicketRow.ticket.does_not_exist())


def _assign_in(transaction: TransactWrite, before: Ticket, to: str) -> None:
    was = TicketRow.assigned_to
    transaction.update(
        TicketRow(before.number, HEAD),
        actions=[was.set(to) if to else was.remove()],
        condition=was == before.assigned_to if before.assigned_to else was.does_not_exist(),
    )
