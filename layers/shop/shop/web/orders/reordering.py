"""Ordering the same again: into the cart of whoever asks."""

import msgspec

from shop.domain.carts import Cart, Units
from shop.domain.reorders import Reordered, Skipped, reorder
from shop.storage import products
from shop.web.cart.changes import change_cart
from shop.web.cart.owner import cart_id_to_fill
from shop.web.cart.pricing import price_now
from shop.web.cart.views import CartView, cart_view
from shop.web.orders.access import OpenedOrder
from shop.web.orders.views import Key
from shop.web.requests import Request
from shop.web.visitor import current_login


class ReorderForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A guest proves by the signed key that the order is theirs."""

    key: Key = ""


class ReorderView(msgspec.Struct, kw_only=True):
    """The cart, what was added to it, and what was not, with the reason."""

    cart: CartView
    added: list[Units]
    skipped: list[Skipped]


def put_into_cart(request: Request, opened: OpenedOrder) -> ReorderView:
    """Add what can still be bought of an order to the cart of who asks.

    Raises:
        TryAgain: others kept changing the same cart.
    """
    lines = opened.order.lines
    found = products.list_by_skus(line.sku for line in lines)
    decided: list[Reordered] = []

    def decide(cart: Cart) -> Cart:
        decided.append(reorder(cart, lines, found))
        return decided[-1].cart

    cart_id = cart_id_to_fill(request, current_login(request))
    cart = change_cart(cart_id, decide, request.now)
    return ReorderView(
        cart=cart_view(price_now(cart, request.now)),
        added=list(decided[-1].added),
        skipped=list(decided[-1].skipped),
    )
