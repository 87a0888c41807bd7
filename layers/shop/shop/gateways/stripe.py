"""Stripe Checkout: a page of Stripe's takes the card; the shop sees sums and names of things.

Sessions: https://docs.stripe.com/api/checkout/sessions/create
Refunds: https://docs.stripe.com/api/refunds/create
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from shop.domain.payment_events import ProviderEvent
from shop.domain.payments import Payment
from shop.gateways.payments import ProviderRefused, ProviderUnavailable, Started
from shop.gateways.stripe_requests import call
from shop.gateways.stripe_webhooks import Told, event_from, parse

API_URL = "https://api.stripe.com"


@dataclass(frozen=True, slots=True)
class Stripe:
    """The adapter to one account of Stripe's; two webhook secrets are live while one is rolled."""

    api_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_url: str = API_URL

    @property
    def name(self) -> str:
        """The name of this provider."""
        return "stripe"

    def start(self, payment: Payment, *, return_url: str, cancel_url: str) -> Started:
        """Make a Checkout Session over the whole payment, one for each payment.

        Raises:
            ProviderUnavailable: it is not known whether it was made.
            ProviderRefused: Stripe made none.
        """
        session = call(
            "POST",
            f"{self.api_url}/v1/checkout/sessions",
            api_key=self.api_key,
            fields=_session(payment, return_url, cancel_url),
            idempotency_key=payment.payment_id,
        )
        url, reference = session.get("url"), session.get("id")
        if not isinstance(url, str) or not isinstance(reference, str):
            raise ProviderUnavailable
        return Started(url, reference)

    def look_up(self, payment: Payment, now: datetime) -> ProviderEvent | None:
        """Ask for the Checkout Session; None while nothing has come of it.

        Raises:
            ProviderUnavailable: there is no answer now.
            ProviderRefused: there is no such session.
        """
        if payment.reference is None:
            return None
        session = call("GET", self._session_url(payment.reference), api_key=self.api_key)
        try:
            told = msgspec.convert(session, Told)
        except msgspec.ValidationError as error:
            raise ProviderUnavailable from error
        kind = _outcome(told)
        if kind is None:
            return None
        # The same answer is the same event, however often the question is asked.
        return event_from(told, f"look-up.{told.id}.{kind}", "look-up", kind, now)

    def refund(self, payment: Payment, amount_pence: int, *, key: str) -> str:
        """Pay an amount back to the card; should it fail later, `refund.failed` tells so.

        Raises:
            ProviderUnavailable: it is not known whether it was done: ask again with this key.
            ProviderRefused: it was not done.
        """
        if payment.charge is None:
            raise ProviderRefused("no-charge")
        refund = call(
            "POST",
            f"{self.api_url}/v1/refunds",
            api_key=self.api_key,
            fields={
                "payment_intent": payment.charge,
                "amount": amount_pence,
                "reason": "requested_by_customer",
                "metadata": {"payment_id": payment.payment_id},
            },
            idempotency_key=key,
        )
        return str(refund.get("id", ""))

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ProviderEvent:
        """Return what a webhook tells.

        Raises:
            WebhookRefused: Stripe did not send it, or not now.
        """
        return parse(headers.get("stripe-signature", ""), body, self.webhook_secrets, now)

    def _session_url(self, reference: str) -> str:
        return f"{self.api_url}/v1/checkout/sessions/{quote(reference, safe='')}"


def _session(payment: Payment, return_url: str, cancel_url: str) -> dict[str, Any]:
    names = {"payment_id": payment.payment_id}
    line = {
        "currency": payment.currency.lower(),
        "unit_amount": payment.amount_pence,
        # One line over the whole sum: no part of it can be rounded another way.
        "product_data": {"name": f"Order {payment.order_number}"},
    }
    return {
        "mode": "payment",
        "client_reference_id": payment.payment_id,
        "success_url": return_url,
        "cancel_url": cancel_url,
        "payment_method_types": ["card"],
        "line_items": [{"quantity": 1, "price_data": line}],
        "expires_at": int(payment.open_until.timestamp()),
        "metadata": names,
        # Handed on to the charge, so that refunds made at Stripe's desk name the payment, too.
        "payment_intent_data": {"metadata": names},
    }


def _outcome(told: Told) -> Literal["paid", "abandoned"] | None:
    if told.payment_status == "paid":
        return "paid"
    return "abandoned" if told.status == "expired" else None
