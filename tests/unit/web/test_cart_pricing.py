"""Pricing a cart from the tables, and reading what code was typed."""

import pytest

from shop.domain.carts import Cart, CartLine
from shop.domain.errors import PromotionUnavailable
from shop.web.cart_pricing import price_now, read_promotion, refuse_unusable
from shop.web.requests import Request
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, make_event
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def test_no_cart_is_an_empty_one_and_reads_nothing():
    priced = price_now(None, NOW)

    assert (priced.version, priced.lines, priced.total_pence) == (0, (), 0)
    assert CALLS == []


def test_prices_by_the_tables_and_never_by_the_line():
    stock(make_product("LAMP-1", price_pence=1500))
    cart = Cart(cart_id="guest#1", version=1, lines=(CartLine("LAMP-1", 2, 1),))

    assert price_now(cart, NOW).subtotal_pence == 3000


def test_an_unknown_code_is_a_problem_of_the_cart():
    cart = Cart(cart_id="guest#1", version=1, promotion="NO-SUCH-CODE")

    with pytest.raises(PromotionUnavailable):
        refuse_unusable(price_now(cart, NOW))


def test_an_empty_code_takes_the_code_off_and_is_not_counted():
    request = Request(make_event("POST", "/cart/promotion"))

    assert read_promotion(request, "  ") is None
    assert CALLS == []
    assert read_promotion(request, "welcome10") == "WELCOME10"
