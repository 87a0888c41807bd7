"""Payments by card as answers show them, and what may be asked of them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shop.domain.instants import rfc3339
from shop.domain.money import Money, pence
from shop.domain.orders import Order
from shop.domain.payments import Payment, PaymentState
from shop.gateways.order_links import order_key, order_path, pay_path

type Key = Annotated[str, Meta(max_length=200)]

_HEADINGS: dict[PaymentState, str] = {
    "created": "You have not paid yet",
    "pending": "You have not paid yet",
    "declined": "Your card was declined",
    "abandoned": "You have not paid",
    "paid": "Thank you for your payment",
    "refund_due": "We pay your money back",
    "refunded_part": "We have paid back part of your money",
    "refunded": "We have paid your money back",
}
# Told to who comes back from nowhere.
NO_PAYMENT = {"status": "no-payment"}
_UNPAID = frozenset[PaymentState](("created", "pending", "declined", "abandoned"))


class PayQuery(msgspec.Struct):
    """The signed key of the link to a guest's order."""

    key: Key = ""


class ReturnQuery(msgspec.Struct):
    """The payment that a browser comes back from, and the key that shows it."""

    payment: Annotated[str, Meta(max_length=80)] = ""
    key: Key = ""


class PageQuery(msgspec.Struct):
    """The key with which a browser was sent to the local page."""

    key: Key = ""


class LocalForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How a payment on the local page comes out."""

    key: Key
    outcome: Literal["paid", "declined", "abandoned"]


class PaymentView(msgspec.Struct, kw_only=True):
    """A payment; `page` is where it is made, as long as it can be."""

    payment_id: str
    order_number: str
    state: PaymentState
    amount: Money
    refunded: Money
    page: str | None
    open_until: str


def payment_view(payment: Payment) -> PaymentView:
    """Show a payment."""
    return PaymentView(
        payment_id=payment.payment_id,
        order_number=payment.order_number,
        state=payment.state,
        amount=pence(payment.amount_pence),
        refunded=pence(payment.refunded_pence),
        page=payment.redirect_url if payment.state in _UNPAID else None,
        open_until=rfc3339(payment.open_until),
    )


def return_context(payment: Payment, order: Order) -> dict[str, Any]:
    """Return what only the page after a payment needs: words, and the ways on from it."""
    key = order_key(order.number) if order.customer_id is None else ""
    can_pay = payment.state in _UNPAID and order.status == "awaiting_payment"
    return {
        "heading": _HEADINGS[payment.state],
        "order_path": order_path(order.number, key),
        "pay_path": pay_path(order.number, key) if can_pay else "",
    }
