"""Carts in their table, with the conflicting second write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.carts import Cart, CartLine, Merged, Units
from shop.storage import carts
from shop.storage.connection import connection
from shop.storage.transactions import write_together
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")

CART = Cart(
    cart_id="guest#1",
    version=1,
    lines=(CartLine("LAMP-1", 2, 1999),),
    promotion="WELCOME10",
    merged=Merged((Units("LAMP-1", 2),), (Units("MUG-1", 1),)),
    expires_at=NOW + timedelta(days=30),
)


def test_keeps_everything_of_a_cart():
    assert carts.change(None, CART, NOW)

    assert carts.find("guest#1", NOW) == CART
    assert carts.find("guest#2", NOW) is None


def test_takes_off_what_a_cart_no_longer_has():
    carts.change(None, CART, NOW)
    bare = Cart(cart_id="guest#1", version=2)

    assert carts.change(CART, bare, NOW)
    assert carts.find("guest#1", NOW) == bare


def test_the_second_of_two_changes_of_one_version_is_refused():
    carts.change(None, CART, NOW)

    assert carts.change(CART, replace(CART, version=2), NOW)
    assert not carts.change(CART, replace(CART, version=2, promotion=None), NOW)
    assert not carts.change(None, replace(CART, version=9), NOW)


def test_an_expired_cart_is_not_there_and_gives_way_to_a_new_one():
    carts.change(None, CART, NOW)
    later = CART.expires_at

    assert carts.find("guest#1", later) is None
    assert carts.change(None, replace(CART, version=50), later)


def test_keeps_a_review_only_with_the_version_it_was_made_of():
    carts.change(None, CART, NOW)

    assert carts.change_review(CART, "{}")
    assert carts.find("guest#1", NOW).review == "{}"
    assert not carts.change_review(replace(CART, version=7), "[]")


def test_merges_both_carts_or_neither(tables: Tables):
    carts.change(None, CART, NOW)
    mine = Cart(cart_id="customer#1", version=2)

    assert not carts.change_merged(None, mine, replace(CART, version=9), NOW)
    assert tables.count("CartsTable") == 1
    assert carts.change_merged(None, mine, CART, NOW)
    assert not carts.change_merged(mine, replace(mine, version=3), CART, NOW)
    assert [item["cart_id"] for item in tables.items("CartsTable")] == ["customer#1"]


def test_goes_in_a_transaction_of_the_caller(tables: Tables):
    carts.change(None, CART, NOW)

    write_together(lambda transaction: carts.delete_in(transaction, CART))

    assert tables.count("CartsTable") == 0
    assert connection.client is not None
