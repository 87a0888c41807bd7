"""Going on with a cart at today's prices and stock, in one conditional change."""

from dataclasses import replace
from datetime import datetime

from shop.domain.carts import Cart, acknowledge
from shop.domain.errors import CartChanged
from shop.storage import carts
from shop.web.cart.changes import expiry_of
from shop.web.cart.pricing import read_basis


def acknowledge_problems(cart_id: str, version: int, now: datetime) -> Cart | None:
    """Take today's prices and stock for the version of a cart that its customer looked at.

    A cart without problems stays as it is, so that the same again changes nothing more.

    Raises:
        CartChanged: the cart is another one now.
    """
    before = carts.find(cart_id, now)
    if before is None:
        return None
    basis = read_basis(before)
    after = acknowledge(before, basis.products, basis.promotion, now, own_uses=basis.own_uses)
    if after is before:
        return before
    kept = replace(after, expires_at=expiry_of(cart_id, now))
    if before.version != version or not carts.change(before, kept, now):
        raise CartChanged("Your cart has changed in the meantime. Please look again.")
    return kept
