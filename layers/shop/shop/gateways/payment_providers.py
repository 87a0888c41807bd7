"""The payment providers of this deployment, by name; their keys are read by name, too."""

import os

from shop.domain.errors import NotFound
from shop.gateways import aws, clock
from shop.gateways.card_offers import has_stripe_keys, offered_provider
from shop.gateways.local_payments import LocalPayments
from shop.gateways.payments import PaymentProvider
from shop.gateways.stripe import Stripe

_REFRESH_SECONDS = 300
_cached: dict[str, tuple[float, Stripe]] = {}


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


def forget_keys() -> None:
    """Read Stripe's keys again at the next use."""
    _cached.clear()


def _stripe() -> Stripe:
    """Return Stripe with its keys, which are read again every five minutes."""
    now = clock.now().timestamp()
    read_at, stripe = _cached.get("stripe", (0.0, None))
    if stripe is None or now - read_at > _REFRESH_SECONDS:
        stripe = _read_stripe()
        _cached["stripe"] = now, stripe
    return stripe


def _read_stripe() -> Stripe:
    return Stripe(
        api_key=_parameter(os.environ["STRIPE_SECRET_KEY_NAME"]),
        # Two, parted by a space, while one is being replaced.
        webhook_secrets=tuple(_parameter(os.environ["STRIPE_WEBHOOK_SECRET_NAME"]).split()),
        api_url=os.environ["STRIPE_API_URL"],
    )


def _parameter(name: str) -> str:
    answer = aws.client("ssm").get_parameter(Name=name, WithDecryption=True)
    return str(answer["Parameter"]["Value"]).strip()
