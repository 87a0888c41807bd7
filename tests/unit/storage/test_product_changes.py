from dataclasses import replace
from datetime import timedelta

import pytest
from pynamodb.transactions import TransactWrite

from shop.domain.errors import TryAgain
from shop.storage import price_history, product_changes, products, stock_movements
from shop.storage.transactions import Cancelled, write_together
from tests.support.factories import make_product
from tests.support.gateway import NOW
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")

LAMP = make_product(compare_at_pence=2500, low_stock_at=3)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def on_sale():
    assert product_changes.insert(LAMP, NOW)


def prices() -> list[tuple[int, int | None]]:
    entries = price_history.list_newest_first(LAMP.sku)
    return [(entry.price_pence, entry.previous_pence) for entry in entries]


def test_puts_a_product_on_sale_once_with_its_first_price(on_sale):
    assert products.get(LAMP.sku) == LAMP
    assert prices() == [(1999, None)]
    assert not product_changes.insert(replace(LAMP, name="Another"), LATER)
    assert products.get(LAMP.sku) == LAMP
    assert prices() == [(1999, None)]


def test_writes_a_price_and_its_entry_in_one_transaction(on_sale):
    CALLS.clear()
    cheaper = replace(LAMP, price_pence=1499)
    assert product_changes.change(LAMP, cheaper, LATER)
    assert CALLS == ["TransactWriteItems"]
    assert products.get(LAMP.sku) == cheaper
    assert prices() == [(1499, 1999), (1999, None)]


def test_a_change_of_the_card_alone_is_no_entry(on_sale):
    changed = replace(LAMP, name="Mist lantern", low_stock_at=5, weight_grams=1)
    assert product_changes.change(LAMP, changed, LATER)
    assert products.get(LAMP.sku) == changed
    assert prices() == [(1999, None)]


def test_takes_a_reduction_back(on_sale):
    changed = replace(LAMP, compare_at_pence=None)
    assert product_changes.change(LAMP, changed, LATER)
    assert products.get(LAMP.sku) == changed


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Mist lantern"},
        {"price_pence": 1},
        {"compare_at_pence": None},
        {"low_stock_at": 5},
        {"tax_class": "zero"},
    ],
)
def test_refuses_to_change_what_is_not_as_it_was_read(on_sale, change):
    now = replace(LAMP, **change)
    assert product_changes.change(LAMP, now, LATER)

    assert not product_changes.change(LAMP, replace(LAMP, price_pence=999), LATER)
    assert not product_changes.change(LAMP, replace(LAMP, image_alt="Other"), LATER)
    assert products.get(LAMP.sku) == now


def test_a_card_changes_while_units_are_sold(on_sale):
    sold = replace(LAMP, available=9)
    assert product_changes.change(LAMP, sold, LATER)
    assert product_changes.change(LAMP, replace(LAMP, name="Mist lantern"), LATER)
    assert products.get(LAMP.sku) == replace(sold, name="Mist lantern")


def test_stock_is_set_only_if_it_is_what_was_read(on_sale):
    assert product_changes.change(LAMP, replace(LAMP, available=9), LATER)
    assert not product_changes.change(LAMP, replace(LAMP, available=50), LATER)
    assert products.get(LAMP.sku).available == 9


def test_changes_within_a_second_are_told_apart(on_sale):
    cheaper = replace(LAMP, price_pence=1)
    assert product_changes.change(LAMP, cheaper, NOW)
    assert product_changes.change(cheaper, LAMP, NOW)
    entries = price_history.list_newest_first(LAMP.sku)
    assert [e.changed_at - NOW for e in entries] == [timedelta(seconds=n) for n in (2, 1, 0)]
    with pytest.raises(TryAgain):
        product_changes.change(LAMP, cheaper, NOW)


def test_removes_a_product_only_as_it_was_read(on_sale):
    def remove(transaction: TransactWrite) -> None:
        product_changes.remove_in(transaction, LAMP, LATER, "import-1-undone")

    sold = replace(LAMP, available=9)
    assert product_changes.change(LAMP, sold, LATER)
    with pytest.raises(Cancelled):
        write_together(remove)
    assert product_changes.change(sold, LAMP, LATER)
    write_together(remove)
    assert products.find(LAMP.sku) is None
    assert stock_movements.sum_of(LAMP.sku) == 0
