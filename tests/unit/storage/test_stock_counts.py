from dataclasses import replace

import pytest

from shop.domain.stock_movements import of_count
from shop.storage import products, stock_counts, stock_movements
from shop.storage.stock_reconciliation import find_difference
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
LAMP = make_product(available=10)
COUNTED = of_count(LAMP, 12, "k1", "counted on the shelf", NOW)


@pytest.fixture(autouse=True)
def goods(tables):
    stock(LAMP)
    CALLS.clear()


def test_the_stock_and_its_entry_are_one_transaction(tables):
    assert stock_counts.change_available(LAMP, COUNTED, seconds_left=10)
    assert CALLS == ["TransactWriteItems"]
    assert products.get(LAMP.sku).available == 12
    assert find_difference(LAMP.sku) is None
    (row,) = (r for r in tables.items("StockMovementsTable") if r["reason"] == "set")
    assert (row["movement"], row["quantity"], row["note"]) == (
        "desk-k1#1#set",
        2,
        "counted on the shelf",
    )


def test_a_stock_that_has_changed_since_it_was_read_stays():
    assert not stock_counts.change_available(replace(LAMP, available=9), COUNTED, seconds_left=10)
    assert products.get(LAMP.sku).available == 10
    assert not stock_movements.is_kept(COUNTED)


def test_a_movement_is_made_once():
    assert stock_counts.change_available(LAMP, COUNTED, seconds_left=10)
    assert stock_movements.is_kept(COUNTED)
    now = replace(LAMP, available=12)
    assert not stock_counts.change_available(now, COUNTED, seconds_left=10)
    assert products.get(LAMP.sku).available == 12
