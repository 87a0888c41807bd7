"""Carts as plain values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.carts import (
    MOST_LINES,
    Cart,
    CartLine,
    first_version,
    merge,
    price,
    set_quantity,
    with_promotion,
    without_line,
)
from shop.domain.errors import InvalidFields
from shop.domain.promotions import Promotion
from tests.support.factories import make_product
from tests.support.gateway import NOW

EMPTY = Cart(cart_id="guest#1", version=7)
TEN_PERCENT = Promotion(
    code="WELCOME10", kind="percent", amount=10, starts_at=NOW, ends_at=NOW + timedelta(days=1)
)


def test_every_change_moves_the_version_and_ends_the_review():
    cart = replace(EMPTY, review="{}")
    for changed in (
        set_quantity(cart, make_product(), 1),
        without_line(cart, "LAMP-1"),
        with_promotion(cart, "WELCOME10"),
        merge(cart, EMPTY),
    ):
        assert (changed.version, changed.review) == (8, None)


def test_a_new_cart_begins_with_a_version_no_earlier_cart_reached():
    assert first_version(NOW) == int(NOW.timestamp() * 1000)
    assert first_version(NOW + timedelta(seconds=1)) > first_version(NOW) + 999


def test_keeps_lines_in_the_order_they_came():
    cart = set_quantity(EMPTY, make_product("B"), 1)
    cart = set_quantity(cart, make_product("A"), 1)
    cart = set_quantity(cart, make_product("B"), 2)

    assert [(line.sku, line.quantity) for line in cart.lines] == [("B", 2), ("A", 1)]


@pytest.mark.parametrize("quantity", [-1, 100])
def test_refuses_a_quantity_out_of_range(quantity: int):
    with pytest.raises(InvalidFields):
        set_quantity(EMPTY, make_product(), quantity)


def test_holds_twenty_different_products_and_no_more():
    lines = tuple(CartLine(f"LAMP-{n}", 1, 1999) for n in range(MOST_LINES))
    full = replace(EMPTY, lines=lines)
    assert len(set_quantity(full, make_product("LAMP-0"), 5).lines) == 20
    with pytest.raises(InvalidFields) as refusal:
        set_quantity(full, make_product("VASE-1"), 1)
    assert [error.message for error in refusal.value.errors] == [
        "A cart holds at most 20 different products."
    ]


def test_merging_keeps_what_the_customer_had_first():
    mine = replace(EMPTY, lines=(CartLine("A", 1, 100),), promotion="MINE")
    theirs = replace(EMPTY, lines=(CartLine("B", 2, 50), CartLine("A", 3, 90)), promotion="THEIRS")

    merged = merge(mine, theirs)

    assert merged.lines == (CartLine("A", 4, 90), CartLine("B", 2, 50))
    assert merged.promotion == "MINE"
    assert merge(EMPTY, theirs).promotion == "THEIRS"


def test_names_what_is_not_sold_any_more():
    cart = replace(EMPTY, lines=(CartLine("GONE", 1, 100),))

    priced = price(cart, {}, None)

    assert priced.lines == ()
    assert [problem.code for problem in priced.problems] == ["unavailable"]


def test_tells_out_of_stock_from_short():
    cart = set_quantity(EMPTY, make_product(available=0), 1)

    (problem,) = price(cart, {"LAMP-1": make_product(available=0)}, None).problems

    assert problem.detail == "Fog lantern is out of stock."


@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**7)), max_size=25),
    st.sampled_from(["percent", "fixed"]),
    st.integers(0, 100),
)
def test_the_parts_always_add_up_and_no_total_is_below_nothing(lines, kind, amount):
    products = {f"P{n}": make_product(f"P{n}", price_pence=p) for n, (_, p) in enumerate(lines)}
    cart = EMPTY
    for n, (quantity, _) in enumerate(lines):
        cart = set_quantity(cart, products[f"P{n}"], quantity)
    promotion = replace(TEN_PERCENT, kind=kind, amount=amount)

    priced = price(cart, products, promotion)

    assert priced.subtotal_pence == sum(q * p for q, p in lines)
    assert priced.total_pence == priced.subtotal_pence - priced.discount_pence >= 0
    assert priced.discount_pence <= priced.subtotal_pence
