"""Carts and promotions as plain values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.carts import (
    Cart,
    CartLine,
    first_version,
    merge,
    price,
    set_quantity,
    with_promotion,
    without_line,
)
from shop.domain.errors import InvalidFields, PromotionUnavailable
from shop.domain.promotions import Promotion, discount_pence, is_usable, normalise_code
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
    assert cart.quantity_of("B") == 2
    assert cart.quantity_of("C") == 0


@pytest.mark.parametrize("quantity", [-1, 100])
def test_refuses_a_quantity_out_of_range(quantity: int):
    with pytest.raises(InvalidFields):
        set_quantity(EMPTY, make_product(), quantity)


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


@pytest.mark.parametrize(
    ("promotion", "subtotal", "usable"),
    [
        (None, 100, False),
        (TEN_PERCENT, 0, True),
        (replace(TEN_PERCENT, least_subtotal_pence=101), 100, False),
        (replace(TEN_PERCENT, most_uses=1), 100, True),
        (replace(TEN_PERCENT, most_uses=1, uses=1), 100, False),
    ],
)
def test_a_code_is_usable_within_all_its_limits(promotion, subtotal: int, usable: bool):  # noqa: FBT001
    assert is_usable(promotion, subtotal, NOW) is usable


def test_a_code_ends_at_its_end():
    assert is_usable(TEN_PERCENT, 0, TEN_PERCENT.ends_at - timedelta(seconds=1))
    assert not is_usable(TEN_PERCENT, 0, TEN_PERCENT.ends_at)
    assert not is_usable(TEN_PERCENT, 0, NOW - timedelta(seconds=1))


def test_a_fixed_discount_takes_no_more_than_the_goods_cost():
    fixed = replace(TEN_PERCENT, kind="fixed", amount=500)

    assert (discount_pence(fixed, 700), discount_pence(fixed, 300)) == (500, 300)


@pytest.mark.parametrize("typed", ["", "ab", "CODE!", "X" * 25, "🎃🎃🎃"])
def test_refuses_what_cannot_be_a_code(typed: str):
    with pytest.raises(PromotionUnavailable):
        normalise_code(typed)
