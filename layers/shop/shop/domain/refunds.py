"""Paying back what was paid by card: each refund once, never more than was paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shop.domain.errors import Conflict
from shop.domain.money import in_figures, pence
from shop.domain.order_states import CHANGES, OrderStatus
from shop.domain.orders import By, Order, OrderEvent
from shop.domain.payments import Payment, PaymentState

type RefundState = Literal["asked", "done", "failed"]

_REFUNDABLE = frozenset[PaymentState](("paid", "refund_due", "refunded_part"))


class NotRefundable(Conflict):
    """So much of the payment cannot be paid back: it was not paid, or is paid back already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money to be paid back once; `key` is of whoever asked and the same when they ask again."""

    order_number: str
    attempt: int
    key: str
    amount_pence: int
    state: RefundState
    asked_at: datetime
    reference: str | None = None

    @property
    def idempotency_key(self) -> str:
        """The key under which the provider is asked for it."""
        return f"{self.order_number}.{self.attempt}.refund.{self.key}"


def owe(payment: Payment) -> Payment | None:
    """Return the payment of an order that is cancelled: what was paid is owed; None if nothing."""
    owed_pence = payment.amount_pence - payment.refunded_pence
    if payment.state not in _REFUNDABLE or owed_pence in (0, payment.due_pence):
        return None
    return replace(payment, state="refund_due", due_pence=owed_pence, version=payment.version + 1)


def owed_when_closed(payments: Sequence[Payment]) -> list[tuple[Payment, Payment]]:
    """Return (before, after) of the payments of which money is owed when their order is closed."""
    owed = ((payment, owe(payment)) for payment in payments)
    return [(before, after) for before, after in owed if after is not None]


def ask_refund(
    payment: Payment, amount_pence: int | None, key: str, now: datetime
) -> tuple[Payment, Refund]:
    """Set aside an amount to be paid back, None for all that is left; return it and the payment.

    Raises:
        NotRefundable: not so much was paid, or is left of it.
    """
    left_pence = payment.amount_pence - payment.refunded_pence
    wanted_pence = left_pence if amount_pence is None else amount_pence
    if payment.state not in _REFUNDABLE or not 0 < wanted_pence <= left_pence:
        raise NotRefundable("So much of this payment cannot be paid back.")
    refund = Refund(
        order_number=payment.order_number,
        attempt=payment.attempt,
        key=key,
        amount_pence=wanted_pence,
        state="asked",
        asked_at=now,
    )
    return less(payment, wanted_pence), refund


def refund_done(
    payment: Payment, order: Order, amount_pence: int, now: datetime, by: By
) -> tuple[Order, OrderEvent]:
    """Return the order, and the event, when so much of its payment was paid back."""
    in_full = payment.refunded_pence >= payment.amount_pence
    status: OrderStatus = order.status
    if in_full and "refunded" in CHANGES[status]:
        status = "refunded"
    detail = f"We have paid {in_figures(pence(amount_pence))} back to your card."
    return noted(order, OrderEvent(now, "refunded", detail, by.actor, by.request_id), status)


def refund_failed(payment: Payment, amount_pence: int) -> Payment:
    """Return a payment when an amount set aside, or paid back, did not reach the customer."""
    return replace(
        payment,
        state="refund_due",
        refunded_pence=payment.refunded_pence - amount_pence,
        due_pence=payment.due_pence + amount_pence,
        version=payment.version + 1,
    )


def less(payment: Payment, amount_pence: int) -> Payment:
    """Return a payment of which so much more is paid back."""
    refunded_pence = payment.refunded_pence + amount_pence
    due_pence = max(0, payment.due_pence - amount_pence)
    state: PaymentState = "refunded_part"
    if due_pence:
        state = "refund_due"
    elif refunded_pence == payment.amount_pence:
        state = "refunded"
    return replace(
        payment,
        state=state,
        refunded_pence=refunded_pence,
        due_pence=due_pence,
        version=payment.version + 1,
    )


def noted(order: Order, event: OrderEvent, status: OrderStatus) -> tuple[Order, OrderEvent]:
    """Return an order as an event leaves it, and the event."""
    return replace(order, status=status, version=order.version + 1), event
