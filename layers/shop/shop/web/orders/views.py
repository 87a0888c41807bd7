"""Orders as answers show them, and what may be asked of and sent about them."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shop.domain.addresses import Address
from shop.domain.instants import rfc3339
from shop.domain.money import CURRENCY, Money, pence
from shop.domain.order_states import OrderStatus
from shop.domain.orders import Order, OrderEvent, PaymentMethod
from shop.domain.shipping import window_in_words
from shop.gateways.order_links import order_key, order_path, pay_path, withdraw_path
from shop.web.accounts.acceptance_views import AcceptanceView, acceptance_views
from shop.web.cart.views import LineView
from shop.web.checkout.views import (
    Window,
    names_context,
    order_line_views,
    tax_context,
    window_view,
)
from shop.web.orders.return_views import ReturnView

STATUS_NAMES: dict[OrderStatus, str] = {
    "awaiting_payment": "Waiting for your payment",
    "paid": "Paid, being prepared",
    "shipped": "Shipped",
    "cancelled": "Cancelled",
    "expired": "Expired without payment",
    "refunded": "Paid back",
}
BEING_PACKED = "Paid, being packed"
# How a status is coloured: waiting, under way, over.
TONES: dict[OrderStatus, str] = {
    "awaiting_payment": "note",
    "paid": "good",
    "shipped": "good",
    "cancelled": "",
    "expired": "",
    "refunded": "",
}
# The answer to looking for an order, whether there is one or not.
FOUND_OR_NOT = {"status": "check-your-email"}
type Key = Annotated[str, Meta(max_length=200)]
type Cursor = Annotated[str, Meta(max_length=512)]


class Confirmation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """“Confirm order”: which version of the cart was reviewed; the key may be a header instead."""

    cart_version: Annotated[int, Meta(ge=0)]
    idempotency_key: Annotated[str, Meta(max_length=200)] = ""


class OrderQuery(msgspec.Struct):
    """The signed key of the link in a mail; what was done just now: it placed, a code asked for.

    Where a page's list of events, of returns, or its only list goes on.
    """

    key: Key = ""
    code: Annotated[str, Meta(max_length=10)] = ""
    placed: Annotated[str, Meta(max_length=10)] = ""
    events: Cursor = ""
    returns: Cursor = ""
    cursor: Cursor = ""


class CancelForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A guest proves by the signed key that the order is theirs."""

    key: Key = ""


class OrderListQuery(msgspec.Struct):
    """Which part of a customer's orders; without a limit, as much as the customer likes to see."""

    limit: Annotated[int, Meta(ge=1, le=100)] | msgspec.UnsetType = msgspec.UNSET
    cursor: Cursor = ""
    claimed: Annotated[int, Meta(ge=0, le=100)] = 0


class FindForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An order's number and the e-mail address it was placed with."""

    number: Annotated[str, Meta(min_length=1, max_length=40)]
    email: Annotated[str, Meta(min_length=1, max_length=254)]


class FindQuery(msgspec.Struct):
    """Whether the form was sent just now."""

    sent: Annotated[str, Meta(max_length=10)] = ""


class EventView(msgspec.Struct, kw_only=True):
    """Something that happened to an order."""

    at: str
    type: str
    detail: str


class OrderView(msgspec.Struct, kw_only=True):
    """An order; its last four fields only for whom the contract names, and no events in lists."""

    number: str
    status: OrderStatus
    placed_at: str
    currency: str = CURRENCY
    lines: list[LineView]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    payment_method: PaymentMethod
    payment_due_at: str
    shipping_method: str
    ships_between: Window | None
    tracking: str | None
    instructions: str
    policy_version: str
    policies: list[AcceptanceView]
    can_cancel: bool
    events: list[EventView] | UnsetType = UNSET
    returns: list[ReturnView] | UnsetType = UNSET
    email: str | UnsetType = UNSET
    billing_address: Address | UnsetType = UNSET
    shipping_address: Address | UnsetType = UNSET
    key: str | UnsetType = UNSET


class OrderList(msgspec.Struct, kw_only=True):
    """A page of a customer's orders."""

    orders: list[OrderView]
    next_cursor: str | None


def summary_view(order: Order) -> OrderView:
    """Show an order without its events and without what only its owner may see."""
    sums, window = order.sums, order.ships_between
    return OrderView(
        number=order.number,
        status=order.status,
        placed_at=rfc3339(order.placed_at),
        lines=order_line_views(order.lines),
        subtotal=pence(sums.subtotal_pence),
        discount=pence(sums.discount_pence),
        shipping=pence(sums.shipping_pence),
        tax=pence(sums.tax_pence),
        total=pence(sums.total_pence),
        payment_method=order.payment_method,
        payment_due_at=rfc3339(order.payment_due_at),
        shipping_method=order.shipping_method,
        ships_between=None if window is None else window_view(window),
        tracking=order.tracking,
        instructions=order.instructions,
        policy_version=order.policy_version,
        policies=acceptance_views(order.acceptances),
        can_cancel=order.can_cancel,
    )


def guest_view(order: Order, events: tuple[OrderEvent, ...]) -> OrderView:
    """Show an order to the holder of its link: without addresses and e-mail address."""
    view = summary_view(order)
    view.events = [EventView(at=rfc3339(e.at), type=e.type, detail=e.detail) for e in events]
    return view


def owner_view(order: Order, events: tuple[OrderEvent, ...]) -> OrderView:
    """Show an order to whom it belongs."""
    view = guest_view(order, events)
    view.email = order.email
    view.billing_address = order.billing_address
    view.shipping_address = order.shipping_address
    return view


def placed_view(order: Order, events: tuple[OrderEvent, ...]) -> OrderView:
    """Show an order to who placed it just now; a guest is given the key to come back with."""
    view = owner_view(order, events)
    if order.customer_id is None:
        view.key = order_key(order.number)
    return view


def path_of(view: OrderView) -> str:
    """Return the path of an order's page; for a guest who placed it, with the key."""
    return order_path(view.number, view.key or "")


def next_path(view: OrderView) -> str:
    """Return where who placed an order goes on: to pay it by card, else to its page."""
    if view.payment_method == "card" and view.status == "awaiting_payment":
        return pay_path(view.number, view.key or "")
    path = path_of(view)
    return f"{path}{'&' if '?' in path else '?'}placed=yes"


def order_context(order: Order, *, key: str = "") -> dict[str, Any]:
    """Return what only the page of an order needs."""
    window = order.ships_between
    return {
        "key": key,
        "pay_path": pay_path(order.number, key),
        "withdraw_path": withdraw_path(order.number),
        "can_return": order.can_return,
        "tax": tax_context(order.sums),
        "is_packing": order.stage == "packing",
        "tone": TONES[order.status],
        "names": {line.sku: line.name for line in order.lines},
        "status_name": BEING_PACKED if order.stage == "packing" else STATUS_NAMES[order.status],
        "promotion_code": order.promotion_code or "",
        "window": None if window is None else window_in_words(window),
    } | names_context(order.shipping_method, order.billing_address, order.shipping_address)
