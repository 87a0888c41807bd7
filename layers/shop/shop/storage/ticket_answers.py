"""Answering a conversation."""

from pynamodb.transactions import TransactWrite

from shop.domain.contact import Message, Ticket
from shop.domain.mails import Mail
from shop.storage import mails, tickets
from shop.storage.transactions import Cancelled, write_together


def insert(ticket: Ticket, reply: Message, mail: Mail, *, seconds_left: float) -> bool:
    """Keep an answer, the mail that tells of it, and that the conversation is answered, in one.

    False, and nothing kept, if the answer was kept before or the conversation has changed.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        tickets.put_part_in(transaction, ticket.number, reply, ticket.expires_at)
        mails.put_in(transaction, mail, reply.at)
        tickets.change_state_in(transaction, ticket.number, ticket.state, "answered")

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True
