"""A cart with its review waiting to be confirmed, as the events of the checkout name it."""

import hashlib
from dataclasses import replace

from shop.domain.acceptances import POLICIES_OF_AN_ORDER
from shop.domain.carts import Cart, CartLine
from shop.domain.order_sums import OrderLine
from shop.gateways.policy_files import versions_in_force
from shop.storage import carts
from shop.web.checkout.views import review_text
from tests.support.gateway import NOW
from tests.support.orders import a_review, some_sums

CART_TOKEN = "A" * 22
CART_VERSION = 7
SKU, PRICE_PENCE = "LAMP-HUSH-01", 3450


def add_waiting_review() -> None:
    """Keep a browser's cart, whose cookie is `CART_TOKEN`, with a review of it."""
    line = OrderLine(SKU, "Hush lamp", 1, PRICE_PENCE)
    sums = some_sums(PRICE_PENCE, 0, 395)
    policies = versions_in_force(POLICIES_OF_AN_ORDER, NOW.date())
    review = replace(
        a_review(cart_version=CART_VERSION), lines=(line,), sums=sums, policies=policies
    )
    cart = Cart(
        cart_id=f"guest#{hashlib.sha256(CART_TOKEN.encode()).hexdigest()}",
        version=CART_VERSION,
        lines=(CartLine(SKU, 1, PRICE_PENCE),),
        review=review_text(review),
    )
    assert carts.change(None, cart, NOW)
