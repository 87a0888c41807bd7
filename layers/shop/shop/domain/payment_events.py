"""What a payment provider tells, and what the shop makes of it.

Everything a provider tells is kept: it either moves the payment by the one table below, or is
parked with the reason why not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shop.domain.fulfilment import REFUND_DUE
from shop.domain.money import in_figures, pence
from shop.domain.orders import PAYMENT_PROVIDER, By, Order, OrderEvent
from shop.domain.payments import Payment, PaymentState
from shop.domain.refunds import Refund, less, noted, refund_done, refund_failed
from shop.domain.shipping import ships_between

type EventKind = Literal["started", "paid", "declined", "abandoned", "refunded", "refund_failed"]
type ParkReason = Literal["repeated", "late", "out-of-order", "other-amount", "unknown"]

# What somebody has to look at: there may be money in it that the shop's books do not know of. To be
# told twice, or too late, is how the internet is.
WANT_LOOKING_AT: frozenset[ParkReason] = frozenset(("out-of-order", "other-amount", "unknown"))


@dataclass(frozen=True, slots=True)
class Park:
    """What a provider told changes nothing and is kept to be looked at."""

    reason: ParkReason


_AGAIN, _LATE, _EARLY = Park("repeated"), Park("late"), Park("out-of-order")

# Every state with every event. "paid" from wherever nothing was paid yet: money that has arrived is
# never refused, whatever the provider told before. Where a refund is an answer, the sums say which
# of the three states follows; "refunded" stands for all of them here.
RULES: dict[PaymentState, dict[EventKind, PaymentState | Park]] = {
    "created": {
        "started": "pending",
        "paid": "paid",
        "declined": "declined",
        "abandoned": "abandoned",
        "refunded": _EARLY,
        "refund_failed": _EARLY,
    },
    "pending": {
        "started": _AGAIN,
        "paid": "paid",
        "declined": "declined",
        "abandoned": "abandoned",
        "refunded": _EARLY,
        "refund_failed": _EARLY,
    },
    "declined": {
        "started": _LATE,
        "paid": "paid",
        "declined": _AGAIN,
        "abandoned": "abandoned",
        "refunded": _EARLY,
        "refund_failed": _EARLY,
    },
    "abandoned": {
        "started": _LATE,
        "paid": "paid",
        "declined": _LATE,
        "abandoned": _AGAIN,
        "refunded": _EARLY,
        "refund_failed": _EARLY,
    },
    "paid": {
        "started": _LATE,
        "paid": _AGAIN,
        "declined": _LATE,
        "abandoned": _LATE,
        "refunded": "refunded",
        "refund_failed": _EARLY,
    },
    "refund_due": {
        "started": _LATE,
        "paid": _AGAIN,
        "declined": _LATE,
        "abandoned": _LATE,
        "refunded": "refunded",
        "refund_failed": "refund_due",
    },
    "refunded_part": {
        "started": _LATE,
        "paid": _AGAIN,
        "declined": _LATE,
        "abandoned": _LATE,
        "refunded": "refunded",
        "refund_failed": "refund_due",
    },
    "refunded": {
        "started": _LATE,
        "paid": _AGAIN,
        "declined": _LATE,
        "abandoned": _LATE,
        "refunded": _AGAIN,
        "refund_failed": "refund_due",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """What a provider tells, by webhook or when it is asked.

    `kind` is None and `payment_id` empty for what the shop has no name for. `amount_pence` of a
    "refunded" is what was paid back in all; of a "refund_failed", of that one refund.
    """

    event_id: str
    kind: EventKind | None
    type: str
    payment_id: str
    at: datetime
    amount_pence: int | None = None
    currency: str | None = None
    reference: str | None = None
    charge: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a provider told moves the payment and, where they are not None, the order."""

    payment: Payment
    order: Order | None = None
    order_event: OrderEvent | None = None
    # A refund that was not asked for here.
    refund: Refund | None = None
    # What becomes of it if the goods of an order that has expired are not there any more; None
    # where no goods are to be taken once more.
    if_sold_out: "Taken | None" = None


def decide(
    payment: Payment,
    order: Order,
    event: ProviderEvent,
    now: datetime,
    others: Sequence[Payment] = (),
) -> Taken | Park:
    """Decide what becomes of a payment and its order when a provider tells something.

    `others` are the order's other payments.
    """
    if event.kind is None:
        return Park("unknown")
    rule = RULES[payment.state][event.kind]
    if isinstance(rule, Park):
        return rule
    told = _with_references(payment, event)
    match event.kind:
        case "paid":
            return _paid(told, order, event, now)
        case "refunded":
            return _refunded(told, order, event, now, others)
        case "refund_failed":
            return _refund_failed(told, order, event, now)
        case _:
            return Taken(replace(told, state=rule))


def _with_references(payment: Payment, event: ProviderEvent) -> Payment:
    return replace(
        payment,
        version=payment.version + 1,
        reference=event.reference or payment.reference,
        charge=event.charge or payment.charge,
    )


def _paid(payment: Payment, order: Order, event: ProviderEvent, now: datetime) -> Taken | Park:
    if (event.amount_pence, event.currency) != (payment.amount_pence, payment.currency):
        return Park("other-amount")
    if order.status == "awaiting_payment":
        return _pays(payment, order, event, now)
    owed = _owed(payment, order, event, now)
    if order.status == "expired":
        return replace(_pays(payment, order, event, now), if_sold_out=owed)
    return owed


def _pays(payment: Payment, order: Order, event: ProviderEvent, now: datetime) -> Taken:
    detail = "We have received your payment by card."
    changed, order_event = noted(order, _event(event, now, "paid", detail), "paid")
    window = ships_between(min(event.at, now).date())
    paid = replace(payment, state="paid")
    return Taken(paid, replace(changed, ships_between=window), order_event)


def _owed(payment: Payment, order: Order, event: ProviderEvent, now: datetime) -> Taken:
    # Nobody may keep this money: the order is closed, or was paid another way.
    owed = replace(payment, state="refund_due", due_pence=payment.amount_pence)
    amount = in_figures(pence(payment.amount_pence))
    detail = f"Your payment of {amount} came when there was nothing to pay. We pay it back."
    return Taken(owed, *noted(order, _event(event, now, REFUND_DUE, detail), order.status))


def _refunded(
    payment: Payment,
    order: Order,
    event: ProviderEvent,
    now: datetime,
    others: Sequence[Payment],
) -> Taken | Park:
    """Take in what was paid back in all, part of which may have been asked for here."""
    total_pence = event.amount_pence or 0
    if total_pence > payment.amount_pence:
        return Park("other-amount")
    more_pence = total_pence - payment.refunded_pence
    if more_pence <= 0:
        return _AGAIN
    # `_with_references` has counted this change already.
    after = replace(less(payment, more_pence), version=payment.version)
    refund = Refund(
        order_number=payment.order_number,
        attempt=payment.attempt,
        key=f"told-{event.event_id}",
        amount_pence=more_pence,
        state="done",
        asked_at=event.at,
        done_at=now,
    )
    by = By(PAYMENT_PROVIDER, event.event_id)
    return Taken(after, *refund_done((after, *others), order, refund, now, by), refund=refund)


def _refund_failed(
    payment: Payment, order: Order, event: ProviderEvent, now: datetime
) -> Taken | Park:
    amount_pence = event.amount_pence or 0
    if not 0 < amount_pence <= payment.refunded_pence:
        return Park("other-amount")
    owed = replace(refund_failed(payment, amount_pence), version=payment.version)
    amount = in_figures(pence(amount_pence))
    detail = f"Your card did not take back {amount}. We find another way to pay it back."
    return Taken(owed, *noted(order, _event(event, now, REFUND_DUE, detail), order.status))


def _event(event: ProviderEvent, now: datetime, kind: str, detail: str) -> OrderEvent:
    return OrderEvent(now, kind, detail, PAYMENT_PROVIDER, event.event_id)
