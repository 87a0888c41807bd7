"""Corrections asked for of orders: parts of them (in OrdersTable), each with its data request."""

from collections.abc import Callable

from pynamodb.transactions import TransactWrite

from shop.domain.corrections import Answered, Correction
from shop.domain.data_requests import DataRequest
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Changed, Order
from shop.storage import data_requests, mails
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.orders import OrderRow
from shop.storage.transactions import Cancelled, write_together

_PART = "correction#"


def list_by_order(number: str) -> list[Correction]:
    """Return what was asked to be corrected of an order, the oldest first, read consistently."""
    rows = OrderRow.query(number, OrderRow.part.startswith(_PART), consistent_read=True)
    # An erasure leaves the row alone.
    return [row.correction for row in rows if row.correction is not None]


def insert(
    before: Order,
    change: Changed,
    correction: Correction,
    request: DataRequest,
    mail: Mail | None,
    *,
    seconds_left: float,
) -> None:
    """Keep a correction, the request with its due date, the order's event and the receipt, in one.

    Raises:
        Conflict: the order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, before, *change)
        row = OrderRow(number=before.number, part=_part(correction), correction=correction)
        transaction.save(row, condition=OrderRow.part.does_not_exist())
        data_requests.put_in(transaction, request)
        if mail is not None:
            mails.put_in(transaction, mail, correction.asked_at)

    _write(fill, seconds_left)


def change(
    before: Order,
    asked: Correction,
    answered: Answered,
    requests: tuple[DataRequest, DataRequest],
    mail: Mail | None,
    *,
    seconds_left: float,
) -> None:
    """Answer a correction, close its data request and tell the customer, in one.

    Raises:
        Conflict: the order or the correction has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    after = answered.correction

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, before, *answered.change)
        transaction.update(
            OrderRow(number=before.number, part=_part(after)),
            actions=[OrderRow.correction.set(after)],
            condition=OrderRow.correction == asked,
        )
        data_requests.change_in(transaction, *requests)
        if mail is not None:
            mails.put_in(transaction, mail, answered.change[1].at)

    _write(fill, seconds_left)


def _write(fill: Callable[[TransactWrite], None], seconds_left: float) -> None:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def _part(correction: Correction) -> str:
    return f"{_PART}{correction.position:03d}"
