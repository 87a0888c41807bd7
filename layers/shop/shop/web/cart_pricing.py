"""Loading what a cart's price depends on: its products and its promotion, as of now."""

from datetime import datetime

from shop.domain.carts import Cart, PricedCart, price
from shop.domain.errors import PromotionUnavailable
from shop.domain.limits import PROMOTION_CODES
from shop.domain.promotions import REFUSAL, is_usable, normalise_code
from shop.storage import products, promotions
from shop.web.limits import count_attempt
from shop.web.requests import Request


def price_now(cart: Cart | None, now: datetime) -> PricedCart:
    """Price a cart from the tables; no cart is an empty one of version 0."""
    if cart is None:
        return PricedCart(version=0, lines=(), promotion=None, problems=())
    found = products.list_by_skus(line.sku for line in cart.lines)
    promotion = promotions.find(cart.promotion) if cart.promotion else None
    subtotal = sum(
        line.quantity * found[line.sku].price_pence for line in cart.lines if line.sku in found
    )
    return price(cart, found, promotion if is_usable(promotion, subtotal, now) else None)


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


def refuse_unusable(cart: PricedCart) -> None:
    """Refuse a code that gives nothing, in the same words whatever the reason.

    Raises:
        PromotionUnavailable: the cart's code cannot be used now.
    """
    if any(problem.code == "promotion-unavailable" for problem in cart.problems):
        raise PromotionUnavailable(REFUSAL)
