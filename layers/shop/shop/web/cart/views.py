"""A cart as answers show it, and what can be done with one."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from shop.domain.carts import CartProblem, Merged, PricedCart
from shop.domain.money import Money, pence
from shop.domain.promotions import Promotion
from shop.web.assets import asset_url


class LineView(msgspec.Struct, kw_only=True):
    """A line at today's price."""

    sku: str
    name: str
    quantity: int
    unit_price: Money
    total: Money


class PromotionView(msgspec.Struct, kw_only=True):
    """A promotional code, what it takes off the goods, and whether delivery is free with it."""

    code: str
    discount: Money
    free_shipping: bool = False


class CartView(msgspec.Struct, kw_only=True):
    """A cart; the total is before delivery and includes tax.

    `merged` tells what the last login brought into it, until it next changes.
    """

    version: int
    lines: list[LineView]
    promotion: PromotionView | None
    subtotal: Money
    discount: Money
    total: Money
    problems: list[CartProblem]
    merged: Merged | UnsetType = UNSET


class CartQuery(msgspec.Struct):
    """`?added=` on the page to which a browser is led that was given its cookie just now."""

    added: Annotated[str, msgspec.Meta(max_length=10)] = ""


class LineForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units of a product a cart is to hold."""

    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, msgspec.Meta(ge=0, le=99)]


class PromotionForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A promotional code; empty takes it off."""

    code: Annotated[str, msgspec.Meta(max_length=40)] = ""


class AcknowledgeForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The version of the cart whose problems the customer has seen."""

    version: Annotated[int, msgspec.Meta(ge=0)]


def line_views(cart: PricedCart) -> list[LineView]:
    """Show the lines of a cart."""
    return [
        LineView(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            unit_price=pence(line.unit_price_pence),
            total=pence(line.total_pence),
        )
        for line in cart.lines
    ]


def cart_view(cart: PricedCart) -> CartView:
    """Show a cart."""
    discount = pence(cart.discount_pence)
    return CartView(
        version=cart.version,
        lines=line_views(cart),
        promotion=_promotion_view(cart.promotion, discount) if cart.promotion else None,
        subtotal=pence(cart.subtotal_pence),
        discount=discount,
        total=pence(cart.total_pence),
        problems=list(cart.problems),
        merged=cart.merged or UNSET,
    )


def picture_context(cart: PricedCart) -> dict[str, Any]:
    """Return the addresses of the pictures of what is in a cart, by SKU."""
    return {"pictures": {line.sku: asset_url(line.image) for line in cart.lines}}


def _promotion_view(promotion: Promotion, discount: Money) -> PromotionView:
    is_free = promotion.kind == "free_shipping"
    return PromotionView(code=promotion.code, discount=discount, free_shipping=is_free)
