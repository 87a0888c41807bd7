"""The payment providers of this deployment, by name; their keys are read by name, too."""

import os

from shop.domain.errors import NotFound
from shop.gateways import aws, clock
from shop.gateways.card_offers import has_stripe_keys, offered_provider
from shop.gateways.local_payments import LocalPayments
from shop.gateways.payments import PaymentProvider
from shop.gateways.stripe import Stripe

_REFRESH_SECONDS = 300
_cached: dict[tuple[str, str, str], tuple[float, Stripe]] = {}


def provider_for_new_payments() -> PaymentProvider:
    """Return who takes new payments by card.

    Raises:
        NotFound: nobody does.
    """
    return provider_named(offered_provider() or "")


def provider_named(name: str) -> PaymentProvider:
    """Return a provider by its name.

    Raises:
        NotFound: this deployment has none of that name.
    """
    if name == "local":
        return LocalPayments()
    if name == "stripe" and has_stripe_keys():
        return _stripe()
    raise NotFound("There is no such payment provider.")


def _stripe() -> Stripe:
    """Return Stripe with its keys, which are read again every five minutes."""
    named = (
        os.environ["STRIPE_SECRET_KEY_NAME"],
        os.environ["STRIPE_WEBHOOK_SECRET_NAME"],
        os.environ["STRIPE_API_URL"],
    )
    now = clock.now().timestamp()
    read_at, stripe = _cached.get(named, (0.0, None))
    if stripe is None or now - read_at > _REFRESH_SECONDS:
        stripe = _read_stripe(*named)
        _cached[named] = now, stripe
    return stripe


def _read_stripe(key_name: str, webhook_secret_name: str, api_url: str) -> Stripe:
    return Stripe(
        api_key=_parameter(key_name),
        # Two, parted by a space, while one is being replaced.
        webhook_secrets=tuple(_parameter(webhook_secret_name).split()),
        api_url=api_url,
    )


def _parameter(name: str) -> str:
    answer = aws.client("ssm").get_parameter(Name=name, WithDecryption=True)
    return str(answer["Parameter"]["Value"]).strip()
