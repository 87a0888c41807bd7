"""A provider for the developer's own machine: a page that pays, declines or is walked away from.

It tells what happened by a signed webhook, as one on the internet would.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, get_args

import msgspec

from shop.domain.errors import NotFound
from shop.domain.payment_events import ProviderEvent
from shop.domain.payments import Payment
from shop.gateways.payments import Started, WebhookRefused, is_of_now
from shop.gateways.settings import url
from shop.gateways.signatures import is_signed, sign

type Outcome = Literal["paid", "declined", "abandoned"]

SIGNATURE_HEADER = "local-signature"
_WEBHOOK_PURPOSE = "local-payments-webhook"
_PAGE_PURPOSE = "local-payments-page"


class _Message(msgspec.Struct):
    id: str
    outcome: str
    created: int
    payment_id: str
    amount: int
    currency: str


class LocalPayments:
    """The local provider; it takes no money, so there is none of it but on a local stack."""

    def __init__(self) -> None:
        """Refuse to exist elsewhere.

        Raises:
            NotFound: this is not a local stack.
        """
        refuse_elsewhere()

    @property
    def name(self) -> str:
        """The name of this provider."""
        return "local"

    def start(self, payment: Payment, *, return_url: str, cancel_url: str) -> Started:  # noqa: ARG002 - its page is the shop's own and knows
        """Return the address of the page; only who was sent there can open it."""
        name = payment.payment_id
        return Started(
            url(f"/local-payments/{name}?key={sign(_PAGE_PURPOSE, name)}"), f"local.{name}"
        )

    def look_up(self, payment: Payment, now: datetime) -> ProviderEvent | None:  # noqa: ARG002 - it has told all it knows
        """Return nothing: what happened is told at once, by webhook."""
        return None

    def refund(self, payment: Payment, amount_pence: int, *, key: str) -> str:  # noqa: ARG002 - there is no money
        """Pretend to pay an amount back."""
        return f"local.{key}"

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ProviderEvent:
        """Return what a webhook tells.

        Raises:
            WebhookRefused: the local page did not send it, or not now.
        """
        sent_at, _, token = headers.get(SIGNATURE_HEADER, "").partition(",")
        text = body.decode("utf-8", "replace")
        if not is_of_now(sent_at, now) or not is_signed(
            token, _WEBHOOK_PURPOSE, f"{sent_at}.{text}"
        ):
            raise WebhookRefused("the signature is not the local page's, or not of now")
        try:
            message = msgspec.json.decode(body, type=_Message)
        except msgspec.MsgspecError as error:
            raise WebhookRefused("the body is not a message of the local page") from error
        return _event(message)


def refuse_elsewhere() -> None:
    """Refuse whatever is not for the developer's own machine.

    Raises:
        NotFound: this is not a local stack.
    """
    if os.environ["STAGE"] != "local":
        raise NotFound("There is nothing at this address.")


def refuse_other_page(payment_id: str, key: str) -> None:
    """Refuse whoever was not sent to the page of a payment.

    Raises:
        NotFound: the key is not of this page.
    """
    if not is_signed(key, _PAGE_PURPOSE, payment_id):
        raise NotFound("There is nothing at this address.")


def webhook(payment: Payment, outcome: Outcome, now: datetime) -> tuple[dict[str, str], bytes]:
    """Return (headers, body) of the webhook that tells how a payment on the page came out."""
    message = _Message(
        id=f"local.{payment.payment_id}.{outcome}",
        outcome=outcome,
        created=int(now.timestamp()),
        payment_id=payment.payment_id,
        amount=payment.amount_pence,
        currency=payment.currency,
    )
    body = msgspec.json.encode(message)
    token = sign(_WEBHOOK_PURPOSE, f"{message.created}.{body.decode()}")
    return {SIGNATURE_HEADER: f"{message.created},{token}"}, body


def _event(message: _Message) -> ProviderEvent:
    known: dict[str, Outcome] = {outcome: outcome for outcome in get_args(Outcome.__value__)}
    return ProviderEvent(
        event_id=message.id,
        kind=known.get(message.outcome),
        type=f"local.{message.outcome}",
        payment_id=message.payment_id,
        at=datetime.fromtimestamp(message.created, UTC),
        amount_pence=message.amount,
        currency=message.currency,
        charge=f"local.{message.payment_id}",
    )
