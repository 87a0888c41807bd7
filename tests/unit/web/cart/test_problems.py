"""Going on with a cart at today's prices and stock, while others change it, too."""

from datetime import timedelta

import pytest

from shop.domain.carts import Cart, CartLine
from shop.domain.errors import CartChanged
from shop.storage import carts
from shop.web.cart.problems import acknowledge_problems
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
CART = Cart(
    cart_id="guest#1",
    version=7,
    lines=(CartLine("LAMP-1", 5, 1000),),
    review="{}",
    expires_at=NOW + timedelta(days=1),
)


def kept() -> Cart:
    cart = carts.find("guest#1", NOW)
    assert cart is not None
    return cart


def test_takes_todays_prices_and_stock_in_one_conditional_change():
    stock(make_product("LAMP-1", price_pence=1200, available=3))
    carts.change(None, CART, NOW)
    CALLS.clear()

    cart = acknowledge_problems("guest#1", 7, NOW)

    assert CALLS == ["GetItem", "BatchGetItem", "UpdateItem"]
    assert cart == kept()
    assert (kept().lines, kept().version, kept().review) == (
        (CartLine("LAMP-1", 3, 1200),),
        8,
        None,
    )
    assert kept().expires_at == NOW + timedelta(days=30)


def test_what_is_in_order_is_left_alone_whichever_version_is_named():
    stock(make_product("LAMP-1", price_pence=1000))
    carts.change(None, CART, NOW)

    assert acknowledge_problems("guest#1", 6, NOW) == CART == kept()


def test_somebody_who_looked_at_another_version_looks_again():
    stock(make_product("LAMP-1", price_pence=1200))
    carts.change(None, CART, NOW)

    with pytest.raises(CartChanged):
        acknowledge_problems("guest#1", 6, NOW)
    assert kept() == CART


def test_a_cart_that_changes_at_the_last_moment_is_refused():
    stock(make_product("LAMP-1", price_pence=1200))
    carts.change(None, CART, NOW)
    other = Cart(cart_id="guest#1", version=8, expires_at=CART.expires_at)
    with (
        just_before("UpdateItem", lambda: carts.change(CART, other, NOW)),
        pytest.raises(CartChanged),
    ):
        acknowledge_problems("guest#1", 7, NOW)

    assert kept() == other


def test_no_cart_has_no_problems():
    assert acknowledge_problems("guest#1", 7, NOW) is None
    assert CALLS == ["GetItem"]
