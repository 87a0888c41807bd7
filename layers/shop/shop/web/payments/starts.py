"""From an order to the provider's page, and back."""

from dataclasses import replace
from datetime import datetime

from shop.domain.errors import NotFound, TryAgain
from shop.domain.orders import Order
from shop.domain.payments import Payment, next_payment, number_and_attempt, open_payment
from shop.gateways.payment_providers import provider_for_new_payments, provider_named
from shop.gateways.payments import PaymentProvider, ProviderRefused, ProviderUnavailable
from shop.gateways.settings import url
from shop.gateways.signatures import is_signed, sign
from shop.storage import payments
from shop.telemetry import log_event
from shop.web.payments.events import take_in
from shop.web.requests import Request

_RETURN_PURPOSE = "payment-return"
_MOST_TRIES = 2


def start_or_resume(order: Order, now: datetime) -> Payment:
    """Return the payment of an order whose page is open, with where that is.

    Raises:
        Conflict: there is nothing to pay by card, or it was tried too often.
        NotFound: nobody takes cards.
        TryAgain: the provider cannot be reached.
    """
    for _ in range(_MOST_TRIES):
        known = payments.list_by_order(order.number)
        waiting = open_payment(known, now) if order.status == "awaiting_payment" else None
        if waiting is not None and waiting.redirect_url is not None:
            return waiting
        if waiting is not None:
            return _open_page(provider_named(waiting.provider), waiting)
        payment = _next(order, known, now)
        if payments.insert(payment):
            return _open_page(provider_named(payment.provider), payment)
    raise TryAgain


def return_path(payment: Payment) -> str:
    """Return the path a browser comes back to; whoever has it may see how the payment stands."""
    key = sign(_RETURN_PURPOSE, payment.payment_id)
    return f"/payments/return?payment={payment.payment_id}&key={key}"


def find_returned(payment_id: str, key: str) -> Payment:
    """Return the payment that a browser comes back from.

    Raises:
        NotFound: there is none, or the key is not its.
    """
    if not is_signed(key, _RETURN_PURPOSE, payment_id):
        raise NotFound("There is no such payment.")
    return get_payment(payment_id)


def get_payment(payment_id: str) -> Payment:
    """Return a payment.

    Raises:
        NotFound: there is none of this id.
    """
    named = number_and_attempt(payment_id)
    if named is None:
        raise NotFound("There is no such payment.")
    return payments.get(*named)


def ask_provider(request: Request, payment: Payment) -> Payment:
    """Ask the provider about a payment that is not settled here; return it as it is then.

    Raises:
        TryAgain: nothing was written.
    """
    if payment.state not in ("created", "pending", "declined"):
        return payment
    try:
        event = provider_named(payment.provider).look_up(payment, request.now)
    except (NotFound, ProviderUnavailable, ProviderRefused) as error:
        # The webhook will tell; the page says that it is not known yet.
        log_event("payment-look-up-failed", provider=payment.provider, reason=_reason(error))
        return payment
    if event is None:
        return payment
    seconds_left = request.time_left.total_seconds()
    return take_in(payment.provider, event, request.now, seconds_left=seconds_left) or payment


def _next(order: Order, known: list[Payment], now: datetime) -> Payment:
    # In this order: an order that needs no payment is told so even where nobody takes cards.
    payment = next_payment(order, known, "", now)
    return replace(payment, provider=provider_for_new_payments().name)


def _open_page(provider: PaymentProvider, payment: Payment) -> Payment:
    back = url(return_path(payment))
    try:
        page = provider.start(payment, return_url=back, cancel_url=back)
    except (ProviderUnavailable, ProviderRefused) as error:
        # Nobody was told the page's address, so nobody can pay on it: the next try is a new one,
        # because Stripe would answer the same key with the same failure.
        over = replace(payment, state="abandoned", version=payment.version + 1)
        payments.change(payment, over)
        log_event("payment-start-failed", provider=provider.name, reason=_reason(error))
        raise TryAgain from None
    opened = replace(
        payment,
        state="pending",
        version=payment.version + 1,
        reference=page.reference,
        redirect_url=page.redirect_url,
    )
    # A twin of this request may have noted the same page, or the customer has paid on it already.
    payments.change(payment, opened)
    return opened


def _reason(error: Exception) -> str:
    return error.code if isinstance(error, ProviderRefused) else type(error).__name__
