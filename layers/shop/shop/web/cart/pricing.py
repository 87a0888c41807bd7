"""Loading what a cart's price depends on: its products and its promotion, as of now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shop.domain.carts import Cart, Merged, PricedCart, price
from shop.domain.catalogue import Product
from shop.domain.customers import Customer
from shop.domain.errors import PromotionUnavailable
from shop.domain.limits import PROMOTION_CODES
from shop.domain.promotions import (
    REFUSAL,
    Promotion,
    customer_redeemer,
    is_usable,
    normalise_code,
    redeemers,
)
from shop.storage import products, promotions
from shop.web.limits import count_attempt
from shop.web.requests import Request


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cart's price depends on; `own_uses` is how often its customer used its code."""

    products: Mapping[str, Product]
    promotion: Promotion | None
    own_uses: int


def read_basis(cart: Cart) -> Basis:
    """Read what a cart's price depends on: two calls, and one more for a code limited to each."""
    merged = cart.merged or Merged()
    moved = (units.sku for units in (*merged.added, *merged.left_out))
    skus = dict.fromkeys((*(line.sku for line in cart.lines), *moved))
    promotion = promotions.find(cart.promotion) if cart.promotion else None
    is_counted = promotion is not None and promotion.most_uses_each is not None
    uses = 0
    if promotion is not None and is_counted and cart.customer_id is not None:
        uses = promotions.find_uses(promotion.code, customer_redeemer(cart.customer_id))
    return Basis(products.list_by_skus(skus), promotion, uses)


def price_now(cart: Cart | None, now: datetime) -> PricedCart:
    """Price a cart from the tables; no cart is an empty one of version 0."""
    if cart is None:
        return PricedCart(version=0, lines=(), promotion=None, problems=())
    basis = read_basis(cart)
    found = basis.products
    subtotal = sum(
        line.quantity * found[line.sku].price_pence for line in cart.lines if line.sku in found
    )
    usable = is_usable(basis.promotion, subtotal, now, own_uses=basis.own_uses)
    return price(cart, found, basis.promotion if usable else None)


def read_promotion(request: Request, typed: str) -> str | None:
    """Return the code a customer typed; None for an empty one, which takes the code off.

    Raises:
        PromotionUnavailable: no code looks like this.
        TooManyRequests: somebody is guessing codes.
    """
    if not typed.strip():
        return None
    count_attempt(request, PROMOTION_CODES)
    return normalise_code(typed)


def refuse_used_up(promotion: Promotion | None, email: str, customer: Customer | None) -> None:
    """Refuse a code that a customer has used up with their own address, as a guest perhaps.

    Nobody is told here what another address has used: only ordering with it does.

    Raises:
        PromotionUnavailable: there is no use left for the customer.
    """
    if promotion is None or promotion.most_uses_each is None or customer is None:
        return
    (own,), given = redeemers(promotion, customer.email, None), redeemers(promotion, email, None)
    if own in given and promotions.find_uses(promotion.code, own) >= promotion.most_uses_each:
        raise PromotionUnavailable(REFUSAL)


def refuse_unusable(cart: PricedCart) -> None:
    """Refuse a code that gives nothing, in the same words whatever the reason.

    Raises:
        PromotionUnavailable: the cart's code cannot be used now.
    """
    if any(problem.code == "promotion-unavailable" for problem in cart.problems):
        raise PromotionUnavailable(REFUSAL)
