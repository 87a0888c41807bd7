"""Whose cart a request is about."""

from datetime import UTC, datetime

from shop.domain.sessions import Login
from shop.web.cart.owner import (
    anonymous_cart_id,
    cart_id_of,
    cart_id_to_fill,
    customer_cart_id,
)
from shop.web.requests import Request
from tests.support.gateway import make_event

ADA = Login("c1", "s1", 1, datetime(2026, 1, 1, tzinfo=UTC), None, remembered=False)


def request_with(**cookies: str) -> Request:
    return Request(make_event("GET", "/cart", cookies=cookies))


def test_a_browser_without_a_cookie_has_no_cart_until_it_fills_one():
    request = request_with()

    assert cart_id_of(request, None) is None
    assert not request.reply_cookies
    filled = cart_id_to_fill(request, None)
    assert filled.startswith("guest#")
    assert request.reply_cookies[0].startswith("__Host-cart=")
    assert cart_id_of(request, None) == filled


def test_the_table_never_sees_the_cookie():
    request = request_with(**{"__Host-cart": "the-cookie"})

    assert "the-cookie" not in anonymous_cart_id(request)
    assert cart_id_to_fill(request, None) == anonymous_cart_id(request)


def test_who_is_logged_in_has_the_customers_cart_whatever_the_cookie():
    request = request_with(**{"__Host-cart": "the-cookie"})

    assert cart_id_of(request, ADA) == cart_id_to_fill(request, ADA) == customer_cart_id("c1")
    assert not request.reply_cookies
