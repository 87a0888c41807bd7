"""Payments with their refunds and what was told of them (key: order_number, part).

Parts: `payment#001` is an attempt, `refund#001#<key>` a refund of it, `told#<event>` what a
provider told. What names no payment of the shop's is under `unknown#<provider>`.
"""

import os
from dataclasses import dataclass
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict, NotFound
from shop.domain.payments import Payment, PaymentState
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row, unless_taken

_PAYMENT_PART = "payment#"


class PaymentsByState(GlobalSecondaryIndex["PaymentRow"]):  # type: ignore[no-untyped-call]
    """Payments and refunds of a state by time; for lists only, it lags behind the table."""

    class Meta:
        index_name = "by_state"
        projection = KeysOnlyProjection()

    state = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)


class PaymentRow(Row):
    """A payment, a refund of one, or something a provider told."""

    class Meta:
        table_name = os.environ["PAYMENTS_TABLE"]

    order_number = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    by_state = PaymentsByState()

    attempt = IntegerAttribute(null=True)
    provider = UnicodeAttribute(null=True)
    amount_pence = IntegerAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    version = IntegerAttribute(null=True)
    created_at = InstantAttribute(null=True)
    open_until = InstantAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    charge = UnicodeAttribute(null=True)
    redirect_url = UnicodeAttribute(null=True)
    refunded_pence = IntegerAttribute(null=True)
    due_pence = IntegerAttribute(null=True)
    # Of a refund, besides.
    key = UnicodeAttribute(null=True)
    way = UnicodeAttribute(null=True)
    # Of what was told, besides.
    event_id = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    at = InstantAttribute(null=True)
    outcome = UnicodeAttribute(null=True)


class AlreadyReceived(Conflict):
    """The same money was noted before, or another payment took its place."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What shows that money came, kept once, and the payment it moves (before, after), if any."""

    row: PaymentRow
    change: tuple[Payment, Payment] | None = None


def find(order_number: str, attempt: int) -> Payment | None:
    """Return one attempt to pay an order, or None."""
    row = PaymentRow.find_row(order_number, payment_part(attempt))
    return None if row is None else _payment(row)


def get(order_number: str, attempt: int) -> Payment:
    """Return one attempt to pay an order.

    Raises:
        NotFound: there is no such attempt.
    """
    payment = find(order_number, attempt)
    if payment is None:
        raise NotFound("There is no such payment.")
    return payment


def list_by_order(order_number: str) -> list[Payment]:
    """Return every attempt to pay an order, oldest first, by one consistent query."""
    rows = PaymentRow.query(
        order_number, PaymentRow.part.startswith(_PAYMENT_PART), consistent_read=True
    )
    return [_payment(row) for row in rows]


def list_by_state(state: PaymentState, limit: int) -> list[Payment]:
    """Return up to a hundred payments of a state as they are now, the oldest first."""
    rows = PaymentRow.by_state.query(state, limit=limit)
    keys = [(row.order_number, row.part) for row in rows]
    now = PaymentRow.batch_get(keys, consistent_read=True) if keys else ()
    found = [_payment(row) for row in now if row.state == state]
    return sorted(found, key=lambda payment: (payment.created_at, payment.payment_id))


def insert(payment: Payment) -> bool:
    """Keep a new attempt; False if another one took its place."""
    row = _row(payment)
    return unless_taken(lambda: row.save(condition=PaymentRow.part.does_not_exist()))


def receipt_of(payment: Payment) -> Receipt:
    """Return what shows that a payment was made which nobody began here."""
    return Receipt(_row(payment))


def receive_in(transaction: TransactWrite, receipt: Receipt) -> None:
    """Add a receipt to a transaction: a Put of it and, if it moves a payment, an Update of that.

    The transaction is cancelled if it is kept already, or the payment is not as it was read.
    """
    transaction.save(receipt.row, condition=PaymentRow.part.does_not_exist())
    if receipt.change is not None:
        change_in(transaction, *receipt.change)


def _row(payment: Payment) -> PaymentRow:
    return PaymentRow(
        order_number=payment.order_number,
        part=payment_part(payment.attempt),
        attempt=payment.attempt,
        provider=payment.provider,
        amount_pence=payment.amount_pence,
        currency=payment.currency,
        state=payment.state,
        version=payment.version,
        created_at=payment.created_at,
        open_until=payment.open_until,
        refunded_pence=payment.refunded_pence,
        due_pence=payment.due_pence,
    )


def change(before: Payment, after: Payment) -> bool:
    """Change a payment as it was read; False if it has changed since."""
    row = PaymentRow(order_number=before.order_number, part=payment_part(before.attempt))
    is_same = PaymentRow.version == before.version
    return unless_taken(lambda: row.update(_changes(after), condition=is_same))


def change_in(transaction: TransactWrite, before: Payment, after: Payment) -> None:
    """Add a change to a transaction, which is cancelled if the payment is not as it was read."""
    transaction.update(
        PaymentRow(order_number=before.order_number, part=payment_part(before.attempt)),
        actions=_changes(after),
        condition=PaymentRow.version == before.version,
    )


def payment_part(attempt: int) -> str:
    """Return the part of an attempt."""
    return f"{_PAYMENT_PART}{attempt:03d}"


def _changes(after: Payment) -> list[Action]:
    changes: list[Action] = [
        PaymentRow.state.set(after.state),
        PaymentRow.version.set(after.version),
        PaymentRow.refunded_pence.set(after.refunded_pence),
        PaymentRow.due_pence.set(after.due_pence),
    ]
    names = (
        (PaymentRow.reference, after.reference),
        (PaymentRow.charge, after.charge),
        (PaymentRow.redirect_url, after.redirect_url),
    )
    return changes + [attribute.set(value) for attribute, value in names if value is not None]


def _payment(row: PaymentRow) -> Payment:
    return Payment(
        order_number=row.order_number,
        attempt=row.attempt,
        provider=row.provider,
        amount_pence=row.amount_pence,
        currency=row.currency,
        state=cast("PaymentState", row.state),
        version=row.version,
        created_at=row.created_at,
        open_until=row.open_until,
        reference=row.reference,
        charge=row.charge,
        redirect_url=row.redirect_url,
        refunded_pence=row.refunded_pence,
        due_pence=row.due_pence,
    )
