"""Reminding of a payment: one mail an order, and none about an order that has changed."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.mails import Mail
from shop.domain.orders import Order
from shop.storage import mails
from shop.storage.order_changes import check_in
from shop.storage.transactions import Cancelled, write_together


def insert(order: Order, mail: Mail, now: datetime) -> bool:
    """Put a reminder into the outbox; False if it was, or the order is not as it was read.

    Raises:
        TryAgain: conflicts stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        check_in(transaction, order)
        mails.put_in(transaction, mail, now)

    try:
        write_together(fill)
    except Cancelled:
        return False
    return True
