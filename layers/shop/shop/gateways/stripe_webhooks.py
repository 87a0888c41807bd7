"""Webhooks of Stripe: is it Stripe's, is it of now, and what does it tell?

https://docs.stripe.com/webhooks#verify-manually, https://docs.stripe.com/api/events/types
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from shop.domain.payment_events import EventKind, ProviderEvent
from shop.gateways.payments import WebhookRefused, is_of_now

_SCHEME = "v1"
_PAID = "checkout.session.completed", "checkout.session.async_payment_succeeded"
_KINDS: dict[str, EventKind] = {
    **dict.fromkeys(_PAID, "paid"),
    "checkout.session.async_payment_failed": "declined",
    "checkout.session.expired": "abandoned",
    "payment_intent.payment_failed": "declined",
    "charge.refunded": "refunded",
    "refund.failed": "refund_failed",
}


class Told(msgspec.Struct):
    """The members, of all objects that events are about, that the shop reads.

    A Checkout Session, a PaymentIntent, a Charge or a Refund.
    """

    id: str
    object: str = ""
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    status: str | None = None
    payment_status: str | None = None
    payment_intent: str | dict[str, Any] | None = None
    currency: str | None = None
    amount_total: int | None = None
    amount_refunded: int | None = None
    amount: int | None = None

    @property
    def payment_id(self) -> str:
        """The payment as the shop named it when it started it."""
        return self.client_reference_id or (self.metadata or {}).get("payment_id", "")

    @property
    def charge(self) -> str | None:
        """The PaymentIntent, which Stripe may send by name or whole."""
        if isinstance(self.payment_intent, dict):
            return str(self.payment_intent.get("id") or "") or None
        return self.payment_intent

    @property
    def told_pence(self) -> int | None:
        """The amount the event is about."""
        amounts = {
            "checkout.session": self.amount_total,
            "charge": self.amount_refunded,
            "refund": self.amount,
        }
        return amounts.get(self.object)


class _Data(msgspec.Struct):
    object: msgspec.Raw


class _Event(msgspec.Struct):
    id: str
    type: str
    created: Annotated[int, msgspec.Meta(ge=0, le=9_999_999_999)]
    data: _Data


def parse(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> ProviderEvent:
    """Return what a signed webhook tells.

    Raises:
        WebhookRefused: the signature is not Stripe's, not of now, or the body is no event.
    """
    if not _is_signed(header, body, secrets, now):
        raise WebhookRefused("the signature is not Stripe's, or not of now")
    try:
        event = msgspec.json.decode(body, type=_Event)
        at = datetime.fromtimestamp(event.created, UTC)
        if event.type not in _KINDS:
            return ProviderEvent(
                event_id=event.id, kind=None, type=event.type, payment_id="", at=at
            )
        told = msgspec.json.decode(event.data.object, type=Told)
    except (msgspec.MsgspecError, ValueError) as error:
        raise WebhookRefused("the body is not an event of Stripe's") from error
    return event_from(told, event.id, event.type, _kind(event.type, told), at)


def event_from(
    told: Told, event_id: str, type_: str, kind: EventKind | None, at: datetime
) -> ProviderEvent:
    """Return what one of Stripe's objects tells about a payment."""
    return ProviderEvent(
        event_id=event_id,
        kind=kind,
        type=type_,
        payment_id=told.payment_id,
        at=at,
        amount_pence=told.told_pence,
        currency=told.currency.upper() if told.currency else None,
        reference=told.id if told.object == "checkout.session" else None,
        charge=told.id if told.object == "payment_intent" else told.charge,
    )


def _kind(type_: str, told: Told) -> EventKind | None:
    # A session can be completed with a payment that is still on its way.
    if type_ in _PAID and told.payment_status != "paid":
        return None
    return _KINDS[type_]


def _is_signed(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    pairs = [pair.strip().partition("=") for pair in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    shown = [value.encode() for name, _, value in pairs if name == _SCHEME]
    if len(times) != 1 or not is_of_now(times[0], now):
        return False
    signed = times[0].encode() + b"." + body
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    # Every pair is compared, so that the time tells nothing.
    matches = [hmac.compare_digest(d.encode(), s) for d in digests for s in shown]
    return any(matches)
