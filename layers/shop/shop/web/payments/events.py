"""Where a provider's webhook, its answer to a question, and a browser's return meet."""

from datetime import datetime

from shop.domain.errors import Conflict, InvalidRequest, OutOfStock, TryAgain
from shop.domain.orders import Order
from shop.domain.payment_events import (
    WANT_LOOKING_AT,
    Park,
    ParkReason,
    ProviderEvent,
    Taken,
    decide,
)
from shop.domain.payments import Payment, number_and_attempt
from shop.gateways.payments import PaymentProvider, WebhookRefused
from shop.storage import orders, payment_events, payments, promotions
from shop.storage.payment_events import AlreadyTold
from shop.telemetry import count, log_event

_MOST_TRIES = 4


def receive(
    provider: PaymentProvider,
    headers: dict[str, str],
    body: bytes,
    now: datetime,
    *,
    seconds_left: float,
) -> Payment | None:
    """Take in a webhook; return the payment as it is then, None for none of the shop's.

    Raises:
        InvalidRequest: the provider did not send it, or not now.
        TryAgain: nothing was written; the provider sends it again.
    """
    try:
        event = provider.parse_webhook(headers, body, now)
    except WebhookRefused as refusal:
        log_event("webhook-refused", provider=provider.name, reason=str(refusal))
        raise InvalidRequest("This is no message of the payment provider's.") from None
    return take_in(provider.name, event, now, seconds_left=seconds_left)


def take_in(
    provider: str, event: ProviderEvent, now: datetime, *, seconds_left: float
) -> Payment | None:
    """Let what a provider tells move its payment and order once, or park it.

    Raises:
        TryAgain: nothing was written.
    """
    for _ in range(_MOST_TRIES):
        payment = _payment_of(event, provider)
        if payment is None:
            _park(provider, None, event, "unknown")
            return None
        try:
            return _take_once(event, payment, now, seconds_left)
        except Conflict:
            # The browser's return and the webhook met, or the order was cancelled meanwhile.
            continue
    raise TryAgain


def _payment_of(event: ProviderEvent, provider: str) -> Payment | None:
    named = number_and_attempt(event.payment_id)
    payment = payments.find(*named) if named else None
    return payment if payment is not None and payment.provider == provider else None


def _take_once(
    event: ProviderEvent, payment: Payment, now: datetime, seconds_left: float
) -> Payment:
    order, _ = orders.get_with_events(payment.order_number)
    decision = decide(payment, order, event, now, _others(payment, event))
    if isinstance(decision, Park):
        _park(payment.provider, payment, event, decision.reason)
        return payment
    try:
        taken = _take(event, payment, order, decision, seconds_left)
    except AlreadyTold:
        return payments.get(payment.order_number, payment.attempt)
    _log(payment.provider, event, taken.payment.state)
    return taken.payment


def _park(provider: str, payment: Payment | None, event: ProviderEvent, reason: ParkReason) -> None:
    """Keep an event that changes nothing; told and counted the first time."""
    if not payment_events.park(provider, payment, event, reason):
        return
    _log(provider, event, reason)
    if reason in WANT_LOOKING_AT:
        count("PaymentEventsParked")


def _others(payment: Payment, event: ProviderEvent) -> list[Payment]:
    # Only a refund asks whether the order is paid another way still.
    if event.kind != "refunded":
        return []
    made = payments.list_by_order(payment.order_number)
    return [other for other in made if other.attempt != payment.attempt]


def _take(
    event: ProviderEvent, payment: Payment, order: Order, decision: Taken, seconds_left: float
) -> Taken:
    """Store a decision; an order that has expired is paid only if its goods are still there."""
    sold_out = decision.if_sold_out
    if sold_out is None or decision.order is None or decision.order_event is None:
        payment_events.take(event, payment, order, decision, seconds_left=seconds_left)
        return decision
    promotion = promotions.find(order.promotion_code) if order.promotion_code else None
    change = (order, decision.order, decision.order_event)
    try:
        payment_events.take_reinstating(
            event, payment, change, decision, promotion, seconds_left=seconds_left
        )
    except OutOfStock:
        payment_events.take(event, payment, order, sold_out, seconds_left=seconds_left)
        return sold_out
    return decision


def _log(provider: str, event: ProviderEvent, outcome: str) -> None:
    log_event(
        "payment-told",
        provider=provider,
        type=event.type,
        payment_id=event.payment_id,
        outcome=outcome,
    )
