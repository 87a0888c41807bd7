"""Whether payment by card is offered, and by whom; told to operators where it is not."""

import functools
import os
from typing import Literal

from shop.telemetry import log_event

# Where Stripe's hosted page is: https://docs.stripe.com/security/guide#content-security-policy
STRIPE_PAGES = "https://checkout.stripe.com"

type ProviderName = Literal["stripe", "local"]


def offered_provider() -> ProviderName | None:
    """Return who takes new payments by card: Stripe with its keys, else the local page, or None."""
    if has_stripe_keys():
        return "stripe"
    if os.environ["STAGE"] == "local":
        return "local"
    tell_operators_once()
    return None


def page_origins() -> tuple[str, ...]:
    """Return the origins, besides the shop's own, of the pages on which cards are taken."""
    return (STRIPE_PAGES,) if offered_provider() == "stripe" else ()


def has_stripe_keys() -> bool:
    """Tell whether the deployment names both of Stripe's keys."""
    return bool(os.environ["STRIPE_SECRET_KEY_NAME"] and os.environ["STRIPE_WEBHOOK_SECRET_NAME"])


@functools.cache
def tell_operators_once() -> None:
    """Log that nobody takes cards: once a process, as it is a fact about the deployment."""
    log_event("card-not-offered", reason="no-provider-keys")
