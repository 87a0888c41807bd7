"""The port to whoever takes payments by card: what every adapter does, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shop.domain.payment_events import ProviderEvent
from shop.domain.payments import Payment

# How old, or how far ahead of the shop's clock, a signed webhook may be: the tolerance of Stripe's
# own libraries. https://docs.stripe.com/webhooks#verify-manually
TOLERANCE = timedelta(seconds=300)


class ProviderUnavailable(Exception):
    """The provider could not be reached or was busy; asking again with the same key is safe."""


class ProviderRefused(Exception):
    """The provider said no, and would again; `code` is its own word for why, nothing personal."""

    def __init__(self, code: str) -> None:
        """Keep the code, which is logged."""
        super().__init__(code)
        self.code = code


class WebhookRefused(Exception):
    """What came to the webhook is not a message of the provider's, or not one of now."""


@dataclass(frozen=True, slots=True)
class Started:
    """The provider's page: where the browser goes, and what the provider calls it."""

    redirect_url: str
    reference: str


class PaymentProvider(Protocol):
    """Who takes payments by card on a page of their own; no card number ever comes here."""

    @property
    def name(self) -> str:
        """The name in `/payments/{provider}/webhook` and on every payment."""

    def start(self, payment: Payment, *, return_url: str, cancel_url: str) -> Started:
        """Open a page for a payment; the same payment has the same page.

        Raises:
            ProviderUnavailable: nothing is known to have happened.
            ProviderRefused: there will be no page.
        """

    def look_up(self, payment: Payment, now: datetime) -> ProviderEvent | None:
        """Ask what has become of a payment; None while there is nothing to tell.

        Raises:
            ProviderUnavailable: there is no answer now.
            ProviderRefused: there is none at all.
        """

    def refund(self, payment: Payment, amount_pence: int, *, key: str) -> str:
        """Pay an amount back, once for each key; return the provider's name of the refund.

        Raises:
            ProviderUnavailable: it is not known whether it was done: ask again with this key.
            ProviderRefused: it was not done.
        """

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ProviderEvent:
        """Return what a webhook tells; the names of the headers are in lower case.

        Raises:
            WebhookRefused: the provider did not send it, or not now.
        """


def is_of_now(sent_at_seconds: str, now: datetime) -> bool:
    """Tell whether a webhook's time, in seconds since 1970, is near enough to now."""
    if not (sent_at_seconds.isascii() and sent_at_seconds.isdecimal()):
        return False
    if len(sent_at_seconds) > len("9999999999"):
        return False
    return abs(now.timestamp() - int(sent_at_seconds)) <= TOLERANCE.total_seconds()
