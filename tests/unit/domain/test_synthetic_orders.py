from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.catalogue import TEST_SKU, terms_of
from shop.domain.orders import Order
from shop.domain.synthetic_orders import PRODUCT, abandoned, to_forget
from tests.support.gateway import NOW
from tests.support.orders import LINES, an_order

TEST_LINES = (replace(LINES[0], sku=TEST_SKU),)


def a_test(minutes_ago: int, **changes: object) -> Order:
    placed_at = NOW - timedelta(minutes=minutes_ago)
    return an_order(lines=TEST_LINES, placed_at=placed_at, **changes)


def test_what_only_the_shop_buys_is_listed_under_no_term():
    assert terms_of(PRODUCT) == frozenset()
    assert terms_of(replace(PRODUCT, sku="LAMP-1")) != frozenset()


def test_an_open_order_is_abandoned_once_its_run_must_be_over():
    assert abandoned([a_test(4)], NOW) == []
    assert abandoned([a_test(5)], NOW) == [a_test(5)]
    assert abandoned([a_test(5, status="cancelled")], NOW) == []


def test_customers_orders_are_neither_cancelled_nor_forgotten():
    theirs = an_order(placed_at=NOW - timedelta(days=9))
    assert abandoned([theirs], NOW) == []
    assert to_forget([replace(theirs, status="cancelled")], NOW) == []


@pytest.mark.parametrize("status", ["cancelled", "expired", "refunded"])
def test_a_closed_one_is_kept_for_an_hour(status):
    assert to_forget([a_test(59, status=status)], NOW) == []
    assert to_forget([a_test(60, status=status)], NOW) == [a_test(60, status=status)]


@pytest.mark.parametrize("status", ["awaiting_payment", "paid", "shipped"])
def test_an_open_one_is_not_forgotten(status):
    assert to_forget([a_test(600, status=status)], NOW) == []
