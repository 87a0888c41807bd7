"""What operators do about money: pay back, see what is owed, issue and list documents."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.payments import OFFLINE, Payment
from shop.domain.refunds import Refund, Sent
from shop.storage import invoices, payment_events, payments, refunds, return_requests
from shop.web.desk import orders as desk
from shop.web.desk.views import UNNAMED_OPERATOR, Number, Operator, desk_view, payment_view
from shop.web.orders.invoicing import issue_due
from shop.web.payments.refunds import pay_back, refundable_payment, send_back

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0
# Whose messages may name no payment; the local shop's own provider is none elsewhere.
_CARD_PROVIDERS = ("stripe", "local")


class Refunding(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order's money to pay back, and how much of it, in pence.

    `how` is for money that an operator has sent back already, with the `reference` it went under;
    what was paid by card is paid back to the card where nothing else is said.
    """

    number: Number
    operator: Operator = UNNAMED_OPERATOR
    amount_pence: Annotated[int, Meta(ge=1)] | None = None
    key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")] | None = None
    how: Literal["cheque", "bank"] | None = None
    reference: Annotated[str, Meta(max_length=100)] = ""

    @property
    def refund_key(self) -> str:
        """What makes the same command, sent again, the same refund."""
        return self.key or ("whole" if self.amount_pence is None else f"{self.amount_pence}-pence")


class Owing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many of those who are owed money to list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class ListingParked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many of the provider's messages that name no payment to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class Issuing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order's documents to issue."""

    number: Number
    operator: Operator = UNNAMED_OPERATOR


class Listing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which series of documents to list, and from where."""

    series: Annotated[str, Meta(pattern=r"^(INV|CRN)-20\d\d$")]
    after: Annotated[int, Meta(ge=0, le=999_999)] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


def refund(asked: Refunding, by: By, now: datetime) -> dict[str, Any]:
    """Pay back what was paid: to the card, or note how it was sent back."""
    order, _ = desk.get_order(asked.number)
    payment = refundable_payment(order.number, asked.refund_key)
    done = _pay_back(asked, payment, by, now)
    after = desk_view(*desk.get_order(order.number))
    return {"outcome": "refunded", "amount_pence": done.amount_pence, "order": after}


def list_owed(asked: Owing, _by: By, _now: datetime) -> dict[str, Any]:
    """List what is owed to customers, for payments and returns, and refunds not finished."""
    owed = payments.list_by_state("refund_due", asked.limit)
    returned = return_requests.list_by_state("received", asked.limit)
    unfinished = refunds.list_unfinished(asked.limit)
    return {
        "owed_pence": sum(p.due_pence for p in owed) + sum(r.refund_due_pence for r in returned),
        "returns": [{"return_id": r.return_id, "due_pence": r.refund_due_pence} for r in returned],
        "payments": [{"number": p.order_number} | payment_view(p) for p in owed],
        "unfinished": [_refund_view(refund) for refund in unfinished],
    }


def list_parked(asked: ListingParked, _by: By, _now: datetime) -> dict[str, Any]:
    """List what providers told that names no payment of the shop's, the latest first."""
    told = [
        {
            "at": rfc3339(unknown.at),
            "provider": provider,
            "event_id": unknown.event_id,
            "type": unknown.type,
            "reference": unknown.reference,
            "amount_pence": unknown.amount_pence,
        }
        for provider in _CARD_PROVIDERS
        for unknown in payment_events.list_unknown(provider)
    ]
    return {"parked": told[: asked.limit]}


def issue(asked: Issuing, by: By, now: datetime) -> dict[str, Any]:
    """Issue what an order is to have and has not: it is done by itself, unless something broke."""
    order, _ = desk.get_order(asked.number)
    issued = issue_due(order.number, now, by, seconds_left=_SECONDS)
    known = invoices.list_by_order(order.number)
    return {
        "outcome": "issued" if issued else "nothing-due",
        "documents": [{"number": d.number, "total_pence": d.total_pence} for d in known],
    }


def list_documents(asked: Listing, _by: By, _now: datetime) -> dict[str, Any]:
    """List what was issued in a series, in its order, with how many there are in all."""
    found = invoices.list_series(asked.series, asked.after, asked.limit)
    return {
        "issued": invoices.last_position(asked.series),
        "documents": [{"number": number, "order_number": order} for number, order in found],
    }


def _pay_back(asked: Refunding, payment: Payment, by: By, now: datetime) -> Refund:
    key, amount_pence = asked.refund_key, asked.amount_pence
    if asked.how is not None:
        sent = Sent(asked.how, asked.reference.strip())
        return send_back(payment, amount_pence, key, sent, now, by, seconds_left=_SECONDS)
    if payment.provider == OFFLINE:
        message = "This was not paid by card. Say how it was sent back: cheque or bank."
        raise InvalidFields(FieldError("how", message))
    return pay_back(payment, amount_pence, key, now, by, seconds_left=_SECONDS)


def _refund_view(refund: Refund) -> dict[str, Any]:
    return {
        "number": refund.order_number,
        "key": refund.key,
        "amount_pence": refund.amount_pence,
        "asked_at": rfc3339(refund.asked_at),
    }
