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
    Merged,
    Units,
    acknowledge,
    first_version,
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
    cart = replace(EMPTY, review="{}", merged=Merged((Units("LAMP-1", 1),)))
    for changed in (
        set_quantity(cart, make_product(), 1),
        without_line(cart, "LAMP-1"),
        with_promotion(cart, "WELCOME10"),
        acknowledge(replace(cart, promotion="GONE"), {}, None, NOW),
    ):
        assert (changed.version, changed.review, changed.merged) == (8, None, None)


def test_a_cart_is_a_customers_or_a_browsers():
    assert Cart(cart_id="customer#c1", version=1).customer_id == "c1"
    assert EMPTY.customer_id is None


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
    st.sampled_from(["percent", "fixed", "free_shipping"]),
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


def test_names_a_changed_price_short_stock_and_a_code_that_gives_nothing():
    cart = replace(EMPTY, lines=(CartLine("LAMP-1", 5, 1000),), promotion="WELCOME10")
    lamp = make_product(price_pence=1200, available=3)

    problems = price(cart, {"LAMP-1": lamp}, None).problems

    assert [(problem.code, problem.sku) for problem in problems] == [
        ("price-changed", "LAMP-1"),
        ("short-stock", "LAMP-1"),
        ("promotion-unavailable", None),
    ]
    assert "from £10.00 to £12.00" in problems[0].detail
    assert "only 3 left" in problems[1].detail


def test_what_a_login_brought_is_told_by_name_where_there_is_one():
    merged = Merged((Units("LAMP-1", 2),), (Units("GONE", 1),))
    told = price(replace(EMPTY, merged=merged), {"LAMP-1": make_product()}, None).merged

    assert told == Merged((Units("LAMP-1", 2, "Fog lantern"),), (Units("GONE", 1, "GONE"),))


def test_acknowledging_takes_todays_prices_and_the_units_there_are():
    cart = replace(
        EMPTY,
        lines=(
            CartLine("LAMP-1", 5, 1999),
            CartLine("MUG-1", 2, 500),
            CartLine("OUT", 1, 100),
            CartLine("GONE", 1, 100),
        ),
        promotion="WELCOME10",
    )
    products = {
        "LAMP-1": make_product("LAMP-1", price_pence=2499, available=3),
        "MUG-1": make_product("MUG-1", price_pence=500),
        "OUT": make_product("OUT", available=0),
    }

    after = acknowledge(cart, products, TEN_PERCENT, NOW)

    assert after.lines == (CartLine("LAMP-1", 3, 2499), CartLine("MUG-1", 2, 500))
    assert (after.promotion, after.version) == ("WELCOME10", 8)


def test_acknowledging_takes_off_a_code_that_what_is_left_is_too_cheap_for():
    cart = replace(EMPTY, lines=(CartLine("LAMP-1", 5, 1000),), promotion="WELCOME10")
    products = {"LAMP-1": make_product("LAMP-1", price_pence=1000, available=1)}
    promotion = replace(TEN_PERCENT, least_subtotal_pence=2000)

    assert acknowledge(cart, products, promotion, NOW).promotion is None


def test_acknowledging_takes_off_a_code_the_customer_has_used_up():
    cart = replace(EMPTY, promotion="WELCOME10")
    once = replace(TEN_PERCENT, most_uses_each=1)

    assert acknowledge(cart, {}, once, NOW, own_uses=1).promotion is None
    assert acknowledge(cart, {}, once, NOW, own_uses=0) is cart


CARTS_AND_SHELVES = st.lists(
    st.tuples(
        st.integers(1, 99),
        st.integers(0, 10**6),
        st.none() | st.tuples(st.integers(0, 10**6), st.integers(-5, 120)),
    ),
    max_size=MOST_LINES,
)


@given(CARTS_AND_SHELVES, st.booleans(), st.integers(0, 10**7))
def test_a_cart_has_no_problem_after_acknowledging_and_the_same_again_changes_nothing(
    goods, has_code, least_pence
):
    cart = replace(
        EMPTY,
        lines=tuple(CartLine(f"P{n}", q, seen) for n, (q, seen, _) in enumerate(goods)),
        promotion="WELCOME10" if has_code else None,
    )
    products = {
        f"P{n}": make_product(f"P{n}", price_pence=shelf[0], available=shelf[1])
        for n, (_, _, shelf) in enumerate(goods)
        if shelf is not None
    }
    promotion = replace(TEN_PERCENT, least_subtotal_pence=least_pence) if has_code else None

    after = acknowledge(cart, products, promotion, NOW)

    priced = price(after, products, promotion if after.promotion else None)
    assert priced.problems == ()
    assert acknowledge(after, products, promotion, NOW) is after
    assert all(q <= products[sku].available for sku, q, _ in map(_of, after.lines))
    if after is not cart:
        assert after.version == cart.version + 1


def _of(line: CartLine) -> tuple[str, int, int]:
    return line.sku, line.quantity, line.unit_price_pence
