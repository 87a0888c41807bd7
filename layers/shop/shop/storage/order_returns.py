"""Requests to return what was shipped: parts of their order, written with its event and a mail."""

from typing import cast

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Order
from shop.domain.returns import Returning, ReturnRequest, ReturnState
from shop.storage import mails
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.orders import OrderRow
from shop.storage.transactions import Cancelled, write_together

_RETURN_PART = "return#"


def list_by_order(number: str) -> list[ReturnRequest]:
    """Return what was asked to be returned of an order, the oldest first, read consistently."""
    rows = OrderRow.query(number, OrderRow.part.startswith(_RETURN_PART), consistent_read=True)
    return [_request(row) for row in rows]


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
        transaction.save(_row(request), condition=OrderRow.part.does_not_exist())
        mails.put_in(transaction, mail, request.requested_at)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def _row(request: ReturnRequest) -> OrderRow:
    return OrderRow(
        number=request.order_number,
        part=f"{_RETURN_PART}{request.position:03d}",
        at=request.requested_at,
        returned=request.lines,
        reason=request.reason,
        state=request.state,
    )


def _request(row: OrderRow) -> ReturnRequest:
    return ReturnRequest(
        order_number=row.number,
        position=int(row.part.removeprefix(_RETURN_PART)),
        lines=row.returned,
        reason=row.reason,
        state=cast("ReturnState", row.state),
        requested_at=row.at,
    )
