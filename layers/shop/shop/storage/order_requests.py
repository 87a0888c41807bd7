"""A message about an order: its conversation, the event that tells of it and a mail, in one."""

from dataclasses import dataclass

from pynamodb.transactions import TransactWrite

from shop.domain.contact import Message, Standing, Ticket
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Changed, Order
from shop.storage import mails, tickets
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.transactions import Cancelled, write_together


@dataclass(frozen=True, slots=True)
class Written:
    """A message about an order, and the change of the order that tells of it.

    `ticket` is a new conversation; else the message joins the one of the event, which stands as
    `standing` says. `mail` is None where enough mails have gone to its address.
    """

    before: Order
    change: Changed
    message: Message
    ticket: Ticket | None
    standing: Standing | None
    mail: Mail | None


def insert(written: Written, *, seconds_left: float) -> None:
    """Keep a message about an order.

    Raises:
        Conflict: the order, or the conversation, has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    after, event = written.change

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, written.before, after, event)
        if written.ticket is not None:
            tickets.put_in(transaction, written.ticket)
        elif written.standing is not None:
            tickets.put_message_in(transaction, event.ticket, written.message, written.standing)
        if written.mail is not None:
            mails.put_in(transaction, written.mail, written.message.at)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None
