"""Requests to return what was shipped: parts of their order, written with its event and a mail."""

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Order
from shop.domain.returns import ReturnChanged, Returning, ReturnRequest
from shop.storage import mails, return_requests
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.transactions import Cancelled, write_together


def insert(before: Order, returning: Returning, mail: Mail, *, seconds_left: float) -> None:
    """Keep a new request, the event that tells of it, and the mail that confirms it.

    Raises:
        Conflict: the order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    request, order, event = returning.request, returning.order, returning.event
    if order is None or event is None:
        message = "a request that was made before"
        raise ValueError(message)

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, before, order, event)
        return_requests.put_in(transaction, request)
        mails.put_in(transaction, mail, request.requested_at)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def change(
    before: Order,
    earlier: ReturnRequest,
    changed: ReturnChanged,
    mail: Mail | None,
    *,
    seconds_left: float,
) -> None:
    """Answer a request, with the event that tells of it and the mail, if there is one.

    Raises:
        Conflict: the order or the request has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, before, changed.order, changed.event)
        if mail is not None:
            mails.put_in(transaction, mail, changed.event.at)
        return_requests.leave_state(transaction, earlier, changed.request)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None
