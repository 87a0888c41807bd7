from dataclasses import replace

import pytest

from shop.domain.carts import Cart, CartLine, Merged, Units
from shop.domain.order_sums import OrderLine
from shop.domain.reorders import Skipped, reorder
from tests.support.factories import make_product

EMPTY = Cart(cart_id="guest#x", version=7, review="{}")
LAMP = OrderLine("LAMP-1", "Fog lantern as it was", 2, 1500)
SHELVES = {"LAMP-1": make_product(available=10)}


def test_goods_of_an_order_come_into_the_cart_at_todays_price():
    done = reorder(EMPTY, [LAMP], SHELVES)
    assert done.cart.lines == (CartLine("LAMP-1", 2, 1999),)
    assert (done.cart.version, done.cart.review) == (8, None)
    assert done.added == (Units("LAMP-1", 2, "Fog lantern"),)
    assert done.skipped == ()
    assert done.cart.merged == Merged(done.added, ())


def test_they_are_added_to_what_is_there_whose_price_was_seen_before():
    cart = replace(EMPTY, lines=(CartLine("LAMP-1", 3, 1700), CartLine("MUG-1", 1, 850)))
    done = reorder(cart, [LAMP], SHELVES)
    assert done.cart.lines == (CartLine("LAMP-1", 5, 1700), CartLine("MUG-1", 1, 850))


@pytest.mark.parametrize(
    ("in_cart", "available", "added", "reason"),
    [
        (0, None, 0, "We do not sell this any more."),
        (0, 0, 0, "It is out of stock."),
        (0, 1, 1, "Only 1 are left."),
        (4, 5, 1, "Only 5 are left."),
        (5, 5, 0, "Only 5 are left."),
        (9, 5, 0, "Only 5 are left."),
        (98, 500, 1, "A cart holds at most 99 of one product."),
        (99, 99, 0, "Only 99 are left."),
    ],
)
def test_what_is_gone_or_short_is_told(in_cart, available, added, reason):
    cart = replace(EMPTY, lines=(CartLine("LAMP-1", in_cart, 1999),) if in_cart else ())
    products = {} if available is None else {"LAMP-1": make_product(available=available)}
    done = reorder(cart, [LAMP], products)

    assert sum(units.quantity for units in done.added) == added
    assert sum(line.quantity for line in done.cart.lines) == in_cart + added
    assert done.skipped == (Skipped("LAMP-1", "Fog lantern as it was", reason),)
    assert done.cart.merged is not None
    assert done.cart.merged.left_out == (Units("LAMP-1", 2 - added, "Fog lantern as it was"),)


def test_a_full_cart_takes_only_more_of_what_it_holds():
    lines = tuple(CartLine(f"MUG-{number}", 1, 850) for number in range(19))
    cart = replace(EMPTY, lines=(*lines, CartLine("LAMP-1", 1, 1999)))
    vase = OrderLine("VASE-1", "Vase", 1, 500)
    done = reorder(cart, [LAMP, vase], SHELVES | {"VASE-1": make_product("VASE-1")})

    assert done.added == (Units("LAMP-1", 2, "Fog lantern"),)
    assert [(s.sku, s.reason) for s in done.skipped] == [
        ("VASE-1", "A cart holds at most 20 different products.")
    ]
    assert len(done.cart.lines) == 20
