"""A mail about an order sent once more, and the event that tells whose doing it was, in one."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Changed, Order
from shop.storage import mails
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.transactions import Cancelled, write_together

# Puts come first, in the order they are added.
_MAIL = 0


def insert_again(
    before: Order, again: Mail, change: Changed, now: datetime, *, seconds_left: float
) -> bool:
    """Put a mail into the outbox once more; False if this one was put there before.

    Raises:
        Conflict: the order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        mails.put_in(transaction, again, now)
        change_in(transaction, before, *change)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(_MAIL):
            return False
        raise Conflict(CHANGED_MEANWHILE) from None
    return True
