"""A cart as answers show it, and what can be done with one."""

from typing import Annotated

import msgspec

from shop.domain.carts import CartProblem, PricedCart
from shop.domain.money import Money, pence


class LineView(msgspec.Struct, kw_only=True):
    """A line at today's price."""

    sku: str
    name: str
    quantity: int
    unit_price: Money
    total: Money


class PromotionView(msgspec.Struct, kw_only=True):
    """A promotional code and what it takes off."""

    code: str
    discount: Money


class CartView(msgspec.Struct, kw_only=True):
    """A cart; the total is before delivery and includes tax."""

    version: int
    lines: list[LineView]
    promotion: PromotionView | None
    subtotal: Money
    discount: Money
    total: Money
    problems: list[CartProblem]


class LineForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units of a product a cart is to hold."""

    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, msgspec.Meta(ge=0, le=99)]


class PromotionForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A promotional code; empty takes it off."""

    code: Annotated[str, msgspec.Meta(max_length=40)] = ""


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
    promotion = cart.promotion
    discount = pence(cart.discount_pence)
    return CartView(
        version=cart.version,
        lines=line_views(cart),
        promotion=PromotionView(code=promotion.code, discount=discount) if promotion else None,
        subtotal=pence(cart.subtotal_pence),
        discount=discount,
        total=pence(cart.total_pence),
        problems=list(cart.problems),
    )
