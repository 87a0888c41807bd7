"""Changing carts: read, decide, write with a condition, and again if somebody was quicker."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from shop.domain.cart_merges import merge
from shop.domain.carts import Cart, Merged, first_version
from shop.domain.catalogue import TEST_SKU
from shop.domain.errors import TryAgain
from shop.domain.retention import ANONYMOUS_CART
from shop.storage import carts
from shop.telemetry import count
from shop.web.cart.owner import anonymous_cart_id, customer_cart_id
from shop.web.cookies import CART, clear_cookie
from shop.web.requests import Request

_MOST_TRIES = 5


def change_cart(cart_id: str, decide: Callable[[Cart], Cart], now: datetime) -> Cart:
    """Change a cart by a pure decision and keep it; return it as kept.

    Raises:
        TryAgain: others kept changing the same cart.
    """
    for _ in range(_MOST_TRIES):
        before = carts.find(cart_id, now)
        decided = decide(before or _new_cart(cart_id, now))
        after = replace(decided, expires_at=expiry_of(cart_id, now))
        if carts.change(before, after, now):
            _count(before, after)
            return after
    raise TryAgain


def _count(before: Cart | None, after: Cart) -> None:
    """Count what is new in a cart that is kept: a click that comes twice finds its line there.

    What only the shop's own test orders buy is no figure.
    """
    had = {line.sku for line in before.lines} if before else set()
    added = sum(line.sku not in had and line.sku != TEST_SKU for line in after.lines)
    if added:
        count("CartLinesAdded", added)
        if not had:
            count("CartsStarted")


def merge_anonymous_cart(request: Request, customer_id: str) -> Merged | None:
    """Move what is in the browser's cart to the customer's at login, and take its cookie back.

    The anonymous cart ends in the same transaction, so a repeated login adds nothing twice. What
    came in and what did not is returned; None if there was nothing to move.

    Raises:
        TryAgain: others kept changing one of the carts.
    """
    anonymous_id = anonymous_cart_id(request)
    if anonymous_id is None:
        return None
    merged = _move(anonymous_id, customer_cart_id(customer_id), request.now)
    request.reply_cookies.append(clear_cookie(CART))
    return merged


def _move(anonymous_id: str, customer_id: str, now: datetime) -> Merged | None:
    for _ in range(_MOST_TRIES):
        anonymous = carts.find(anonymous_id, now)
        if anonymous is None:
            return None
        before = carts.find(customer_id, now)
        after = merge(before or _new_cart(customer_id, now), anonymous)
        if carts.change_merged(before, after, anonymous, now):
            return after.merged if anonymous.lines else None
    raise TryAgain


def _new_cart(cart_id: str, now: datetime) -> Cart:
    return Cart(cart_id=cart_id, version=first_version(now))


def expiry_of(cart_id: str, now: datetime) -> datetime | None:
    """Return when a cart ends that is changed now; None for a customer's."""
    # A customer's cart is kept until it is emptied or checked out: the shop says so.
    return now + ANONYMOUS_CART if cart_id.startswith("guest#") else None
