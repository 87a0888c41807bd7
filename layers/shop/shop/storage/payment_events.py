"""What providers told: it moves payment and order in one transaction, or is parked; all is kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.domain.payment_events import ParkReason, ProviderEvent, Taken
from shop.domain.payments import Payment
from shop.domain.promotions import Promotion
from shop.domain.refunds import Refund, gives_goods_back
from shop.storage import payments, refunds
from shop.storage.connection import unless_taken
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.storage.order_changes import change_in
from shop.storage.order_rescue import change_to_reinstated
from shop.storage.payments import AlreadyReceived, PaymentRow, Receipt
from shop.storage.transactions import Cancelled, write_together

_TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a provider told that names no payment of the shop's; `reference` is the provider's."""

    event_id: str
    type: str
    reference: str
    amount_pence: int | None
    at: datetime


class AlreadyTold(Exception):
    """This very event was told before, and is kept."""


def take(
    event: ProviderEvent, before: Payment, order: Order, taken: Taken, *, seconds_left: float
) -> None:
    """Move a payment, and its order where it is told so, and keep the event; or do nothing.

    An order that is paid back before it left gives back what it had taken.

    Raises:
        AlreadyTold: the event was told before.
        Conflict: payment or order have changed since they were read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    receipt = _receipt(event, before, taken)
    closing = _closing(before, order, taken)
    if closing is not None:
        _close(closing, receipt, taken.refund, seconds_left)
    else:
        _write(receipt, order, taken, seconds_left)


def _write(receipt: Receipt, order: Order, taken: Taken, seconds_left: float) -> None:
    def fill(transaction: TransactWrite) -> None:
        payments.receive_in(transaction, receipt)
        if taken.refund is not None:
            refunds.put_in(transaction, taken.refund)
        if taken.order is not None and taken.order_event is not None:
            change_in(transaction, order, taken.order, taken.order_event)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(0) is not None:
            raise AlreadyTold from None
        raise Conflict("The payment has changed in the meantime.") from None


def _closing(before: Payment, order: Order, taken: Taken) -> Cancellation | None:
    if taken.order is None or taken.order_event is None:
        return None
    if not gives_goods_back(order, taken.order):
        return None
    return Cancellation(order, taken.order, taken.order_event, owed=[(before, taken.payment)])


def _close(
    closing: Cancellation, receipt: Receipt, refund: Refund | None, seconds_left: float
) -> None:
    puts = [partial(payments.receive_in, receipt=replace(receipt, change=None))]
    if refund is not None:
        puts.append(partial(refunds.put_in, refund=refund))
    try:
        change_to_cancelled(replace(closing, puts=puts), seconds_left=seconds_left)
    except Conflict:
        if PaymentRow.find_row(closing.before.number, receipt.row.part) is not None:
            raise AlreadyTold from None
        raise


def take_reinstating(
    event: ProviderEvent,
    before: Payment,
    change: tuple[Order, Order, OrderEvent],
    taken: Taken,
    promotion: Promotion | None,
    *,
    seconds_left: float,
) -> None:
    """Pay an order that has expired, and take its goods once more; or do nothing.

    Raises:
        AlreadyTold: the event was told before.
        Conflict: payment or order have changed since they were read.
        OutOfStock: some of its goods are not there any more.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    receipt = _receipt(event, before, taken)
    try:
        change_to_reinstated(*change, promotion, receipt, seconds_left=seconds_left)
    except AlreadyReceived:
        raise AlreadyTold from None


def park(provider: str, payment: Payment | None, event: ProviderEvent, reason: ParkReason) -> bool:
    """Keep an event that changes nothing; False if it is kept already."""
    where = f"unknown#{provider}" if payment is None else payment.order_number
    row = _told(where, provider, event, reason)
    return unless_taken(lambda: row.save(condition=PaymentRow.part.does_not_exist()))


def list_told(order_number: str) -> list[tuple[str, str, datetime]]:
    """Return (type, outcome, time) of everything told of an order's payments, by event."""
    rows = PaymentRow.query(order_number, PaymentRow.part.startswith("told#"), consistent_read=True)
    return [(row.type, row.outcome, row.at) for row in rows]


def list_unknown(provider: str) -> list[Unknown]:
    """Return what was told of no payment of the shop's, the latest first."""
    rows = PaymentRow.query(f"unknown#{provider}", consistent_read=True)
    found = [Unknown(r.event_id, r.type, r.reference or "", r.amount_pence, r.at) for r in rows]
    return sorted(found, key=lambda told: told.at, reverse=True)


def _receipt(event: ProviderEvent, before: Payment, taken: Taken) -> Receipt:
    row = _told(before.order_number, before.provider, event, _TAKEN)
    return Receipt(row, (before, taken.payment))


def _told(where: str, provider: str, event: ProviderEvent, outcome: str) -> PaymentRow:
    return PaymentRow(
        order_number=where,
        part=f"told#{event.event_id}",
        provider=provider,
        event_id=event.event_id,
        type=event.type,
        kind=event.kind,
        at=event.at,
        amount_pence=event.amount_pence,
        currency=event.currency,
        reference=event.reference,
        charge=event.charge,
        outcome=outcome,
    )
