"""Pricing a cart from the tables, and reading what code was typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.carts import Cart, CartLine, Merged, Units
from shop.domain.errors import PromotionUnavailable
from shop.domain.promotions import Promotion, customer_redeemer
from shop.storage import promotions
from shop.storage.transactions import write_together
from shop.web.cart.pricing import price_now, read_promotion, refuse_unusable
from shop.web.requests import Request
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, make_event
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
ONCE_EACH = Promotion(
    code="EACH",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
    most_uses_each=1,
)


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


def test_a_customer_who_has_used_their_code_sees_that_it_gives_nothing():
    stock(make_product("LAMP-1"))
    promotions.insert(ONCE_EACH)
    theirs = customer_redeemer("c1")
    write_together(lambda t: promotions.add_use(t, ONCE_EACH, [theirs]))
    mine, somebodys, nobodys = (
        Cart(cart_id=cart_id, version=1, lines=(CartLine("LAMP-1", 1, 1999),), promotion="EACH")
        for cart_id in ("customer#c1", "customer#c2", "guest#1")
    )

    assert [p.code for p in price_now(mine, NOW).problems] == ["promotion-unavailable"]
    assert price_now(somebodys, NOW).problems == ()
    CALLS.clear()
    assert price_now(nobodys, NOW).problems == ()
    assert CALLS == ["GetItem", "BatchGetItem"]
    with pytest.raises(PromotionUnavailable, match=r"^This promotional code cannot be used\.$"):
        refuse_unusable(price_now(mine, NOW))


def test_a_code_without_a_limit_for_each_costs_no_look_at_a_count():
    promotions.insert(replace(ONCE_EACH, most_uses_each=None))
    CALLS.clear()
    price_now(Cart(cart_id="customer#c1", version=1, promotion="EACH"), NOW)

    assert CALLS == ["GetItem"]


def test_what_a_login_left_out_is_told_by_its_name():
    stock(make_product("LAMP-1"))
    merged = Merged(left_out=(Units("LAMP-1", 3),))
    told = price_now(Cart(cart_id="customer#c1", version=1, merged=merged), NOW).merged

    assert told == Merged(left_out=(Units("LAMP-1", 3, "Fog lantern"),))
