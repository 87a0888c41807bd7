"""Payments: one attempt each to pay an order on a provider's page, or money that came by post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shop.domain.errors import Conflict
from shop.domain.money import CURRENCY
from shop.domain.orders import Order

type PaymentState = Literal[
    "created",
    "pending",
    "paid",
    "declined",
    "abandoned",
    "refund_due",
    "refunded_part",
    "refunded",
]

# How long the provider's page stays open; Stripe allows 30 minutes to 24 hours.
# https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at
PAGE_OPEN = timedelta(hours=2)
MOST_ATTEMPTS = 50
# Who "took" what an operator notes as paid: a money order, or a transfer.
OFFLINE = "offline"
_OPEN_STATES = frozenset[PaymentState](("created", "pending", "declined"))
_RECEIVED = frozenset[PaymentState](("paid", "refund_due", "refunded_part", "refunded"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One attempt to pay an order; `version` counts its changes.

    `reference` is the provider's name of its page, `charge` that of the money it took;
    `refunded_pence` counts refunds from when they are asked for, `due_pence` what the shop still
    owes the customer of it.
    """

    order_number: str
    attempt: int
    provider: str
    amount_pence: int
    currency: str = CURRENCY
    state: PaymentState = "created"
    version: int = 1
    created_at: datetime
    open_until: datetime
    reference: str | None = None
    charge: str | None = None
    redirect_url: str | None = None
    refunded_pence: int = 0
    due_pence: int = 0

    @property
    def payment_id(self) -> str:
        """The name under which the provider knows it: `<order number>.<attempt>`."""
        return f"{self.order_number}.{self.attempt}"

    @property
    def is_received(self) -> bool:
        """Whether money came by it, whatever became of it since."""
        return self.state in _RECEIVED

    @property
    def held_pence(self) -> int:
        """What the shop has of it still."""
        return self.amount_pence - self.refunded_pence if self.is_received else 0


def number_and_attempt(payment_id: str) -> tuple[str, int] | None:
    """Return the order's number and the attempt that a payment's id names; None if it is none."""
    number, dot, attempt = payment_id.rpartition(".")
    is_id = bool(number) and dot and attempt.isascii() and attempt.isdecimal() and len(attempt) < 4  # noqa: PLR2004 - far above MOST_ATTEMPTS
    return (number, int(attempt)) if is_id else None


def received_offline(
    order: Order, payments: Sequence[Payment], now: datetime, *, is_owed: bool = False
) -> Payment:
    """Return the payment of an order in full that an operator notes; `is_owed` if it came late."""
    amount_pence = order.sums.total_pence
    return Payment(
        order_number=order.number,
        attempt=_next_attempt(payments),
        provider=OFFLINE,
        amount_pence=amount_pence,
        state="refund_due" if is_owed else "paid",
        created_at=now,
        open_until=now,
        due_pence=amount_pence if is_owed else 0,
    )


def open_payment(payments: Sequence[Payment], now: datetime) -> Payment | None:
    """Return the newest payment whose page may still be open, to go on with."""
    newest = max(payments, key=lambda payment: payment.attempt, default=None)
    if newest is None or newest.state not in _OPEN_STATES or newest.open_until <= now:
        return None
    return newest


def next_payment(
    order: Order, payments: Sequence[Payment], provider: str, now: datetime
) -> Payment:
    """Return the next attempt to pay an order in full.

    Raises:
        Conflict: there is nothing to pay, or it was tried too often.
    """
    if not is_payable(order):
        raise Conflict("There is nothing to pay for this order.")
    if len(payments) >= MOST_ATTEMPTS:
        raise Conflict("This was tried too often. Please write to us about the order.")
    return Payment(
        order_number=order.number,
        attempt=_next_attempt(payments),
        provider=provider,
        amount_pence=order.sums.total_pence,
        created_at=now,
        open_until=now + PAGE_OPEN,
    )


def is_payable(order: Order) -> bool:
    """Tell whether an order waits to be paid by card."""
    return order.payment_method == "card" and order.status == "awaiting_payment"


def _next_attempt(payments: Sequence[Payment]) -> int:
    return max((payment.attempt for payment in payments), default=0) + 1
