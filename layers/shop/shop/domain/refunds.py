"""Paying back what was paid: each refund once, never more than was paid."""

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
type RefundWay = Literal["card", "cheque", "bank"]

_WAYS: dict[RefundWay, str] = {
    "card": "to your card",
    "cheque": "by cheque",
    "bank": "to your bank account",
}

_REFUNDABLE = frozenset[PaymentState](("paid", "refund_due", "refunded_part"))


class NotRefundable(Conflict):
    """So much of the payment cannot be paid back: it was not paid, or is paid back already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money to be paid back once; `key` is of whoever asked and the same when they ask again.

    `reference` is the provider's name of it, or an operator's: the number of a cheque.
    """

    order_number: str
    attempt: int
    key: str
    amount_pence: int
    state: RefundState
    asked_at: datetime
    reference: str | None = None
    way: RefundWay = "card"
    done_at: datetime | None = None

    @property
    def refund_id(self) -> str:
        """The name of it among those of its order."""
        return f"{self.attempt:03d}#{self.key}"

    @property
    def idempotency_key(self) -> str:
        """The key under which the provider is asked for it."""
        return f"{self.order_number}.{self.attempt}.refund.{self.key}"


@dataclass(frozen=True, slots=True)
class Sent:
    """How an operator sent money back, and the reference it went under, if any."""

    way: RefundWay
    reference: str = ""


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


def send_back(
    payment: Payment,
    amount_pence: int | None,
    key: str,
    sent: Sent,
    now: datetime,
) -> tuple[Payment, Refund]:
    """Note that an amount was sent back, None for all that is left.

    Raises:
        NotRefundable: not so much was paid, or is left of it.
    """
    after, asked = ask_refund(payment, amount_pence, key, now)
    done = replace(asked, state="done", way=sent.way, done_at=now)
    return after, replace(done, reference=sent.reference or None)


def refund_done(
    payments: Sequence[Payment], order: Order, refund: Refund, now: datetime, by: By
) -> tuple[Order, OrderEvent]:
    """Return the order, and the event, when a refund is done.

    `payments` are all of the order's as they are then: money that came twice is paid back once
    without ending the order.
    """
    in_full = not any(payment.held_pence for payment in payments)
    status: OrderStatus = order.status
    if in_full and "refunded" in CHANGES[status]:
        status = "refunded"
    detail = f"We have paid {in_figures(pence(refund.amount_pence))} back {_WAYS[refund.way]}."
    return noted(order, OrderEvent(now, "refunded", detail, by.actor, by.request_id), status)


def gives_goods_back(before: Order, after: Order) -> bool:
    """Tell whether paying back closes an order that had not left, so that its goods stay."""
    return before.stage in ("paid", "packing") and after.status == "refunded"


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
