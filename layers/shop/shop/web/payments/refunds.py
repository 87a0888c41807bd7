"""Paying back what was paid: once for each key, however often it is asked for."""

from datetime import datetime

from shop.domain import refunds as domain
from shop.domain.errors import Conflict, TryAgain
from shop.domain.orders import By
from shop.domain.payments import Payment
from shop.domain.refunds import (
    NotRefundable,
    Refund,
    Sent,
    ask_refund,
    refund_done,
    refund_failed,
)
from shop.gateways.payment_providers import provider_named
from shop.gateways.payments import ProviderRefused, ProviderUnavailable
from shop.storage import orders, payments, refund_settlement, refunds
from shop.storage.refund_settlement import AlreadySettled
from shop.storage.refunds import AlreadyAsked
from shop.telemetry import log_event

_MOST_TRIES = 4


def refundable_payment(number: str, key: str) -> Payment:
    """Return the payment of an order that something can be paid back of.

    If a refund was asked for under `key` before, it is the payment of that one: what is set aside
    for it may be all that the payment held, and it must be finished first.

    Raises:
        NotRefundable: no payment of this order holds anything.
    """
    made = payments.list_by_order(number)
    for payment in made:
        if refunds.find(number, payment.attempt, key) is not None:
            return payment
    held = [payment for payment in made if payment.held_pence]
    for state in ("refund_due", "paid", "refunded_part"):
        for payment in held:
            if payment.state == state:
                return payment
    raise NotRefundable("Nothing that was paid for this order can be paid back.")


def pay_back(
    payment: Payment,
    amount_pence: int | None,
    key: str,
    now: datetime,
    by: By,
    *,
    seconds_left: float,
) -> Refund:
    """Pay an amount back, None for all that is left; return the refund when it is done.

    `key` is made with the page or command that asks, and is the same when that is sent again.

    Raises:
        NotRefundable: not so much is left, or the provider refuses.
        TryAgain: it is not known whether it is done; ask again with the same key.
    """
    refund = _set_aside(payment, amount_pence, key, now, seconds_left)
    if refund.state == "failed":
        raise NotRefundable("The payment provider has refused to pay this back.")
    if refund.state == "done":
        return refund
    try:
        reference = provider_named(payment.provider).refund(
            payment, refund.amount_pence, key=refund.idempotency_key
        )
    except ProviderUnavailable:
        raise TryAgain from None
    except ProviderRefused as refusal:
        log_event("refund-refused", payment_id=payment.payment_id, reason=refusal.code)
        _note_failed(refund, seconds_left)
        raise NotRefundable("The payment provider has refused to pay this back.") from None
    _note_done(refund, reference, now, by, seconds_left)
    log_event("refund-done", payment_id=payment.payment_id, amount_pence=refund.amount_pence)
    return refunds.find(refund.order_number, refund.attempt, refund.key) or refund


def send_back(  # noqa: PLR0913 - as `pay_back`, and how
    payment: Payment,
    amount_pence: int | None,
    key: str,
    sent: Sent,
    now: datetime,
    by: By,
    *,
    seconds_left: float,
) -> Refund:
    """Note that an operator sent an amount back, None for all that is left; return the refund.

    The same key again notes nothing more.

    Raises:
        NotRefundable: not so much is left.
        TryAgain: nothing was written.
    """
    for _ in range(_MOST_TRIES):
        order, _events = orders.get_with_events(payment.order_number)
        made = {p.attempt: p for p in payments.list_by_order(payment.order_number)}
        # After the payment: of one that the same request has emptied, nothing more could be taken.
        earlier = refunds.find(payment.order_number, payment.attempt, key)
        if earlier is not None:
            return earlier
        before = made[payment.attempt]
        after, refund = domain.send_back(before, amount_pence, key, sent, now)
        now_held = list((made | {after.attempt: after}).values())
        change = (order, *refund_done(now_held, order, refund, now, by))
        try:
            refund_settlement.insert_done(before, after, refund, change, seconds_left=seconds_left)
        except (AlreadyAsked, Conflict):
            continue
        log_event("refund-done", payment_id=payment.payment_id, amount_pence=refund.amount_pence)
        return refund
    raise TryAgain


def _set_aside(
    payment: Payment, amount_pence: int | None, key: str, now: datetime, seconds_left: float
) -> Refund:
    for _ in range(_MOST_TRIES):
        # In this order, as in `send_back`.
        before = payments.get(payment.order_number, payment.attempt)
        earlier = refunds.find(payment.order_number, payment.attempt, key)
        if earlier is not None:
            return earlier
        after, refund = ask_refund(before, amount_pence, key, now)
        try:
            refunds.insert(before, after, refund, seconds_left=seconds_left)
        except (AlreadyAsked, Conflict):
            continue
        return refund
    raise TryAgain


def _note_done(refund: Refund, reference: str, now: datetime, by: By, seconds_left: float) -> None:
    for _ in range(_MOST_TRIES):
        # In this order: whatever paid back another payment of the order has changed the order.
        order, _ = orders.get_with_events(refund.order_number)
        made = payments.list_by_order(refund.order_number)
        after, event = refund_done(made, order, refund, now, by)
        try:
            refund_settlement.change_to_done(
                refund, reference, (order, after, event), seconds_left=seconds_left
            )
        except Conflict:
            continue
        except AlreadySettled:
            return
        return
    raise TryAgain


def _note_failed(refund: Refund, seconds_left: float) -> None:
    for _ in range(_MOST_TRIES):
        before = payments.get(refund.order_number, refund.attempt)
        after = refund_failed(before, refund.amount_pence)
        try:
            refund_settlement.change_to_failed(refund, before, after, seconds_left=seconds_left)
        except Conflict:
            continue
        except AlreadySettled:
            return
        return
    raise TryAgain
