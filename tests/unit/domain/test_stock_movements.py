from dataclasses import replace

import pytest

from shop.domain.stock_movements import of_count, of_line, of_product, of_removal
from tests.support.factories import make_product
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

LAMP = make_product()


@pytest.mark.parametrize(
    ("reason", "quantity"), [("sold", -1), ("cancelled", 1), ("expired", 1), ("reinstated", -1)]
)
def test_a_line_takes_or_gives_back_its_units_under_a_key_of_its_own(reason, quantity):
    order = an_order()
    movement = of_line(order, order.lines[1], reason, NOW)
    assert (movement.sku, movement.quantity) == ("MUG", quantity)
    assert movement.key == f"{NUMBER}#2#{reason}"


def test_a_product_opens_with_its_stock_even_if_that_is_none():
    for available in (0, 10):
        movement = of_product(None, replace(LAMP, available=available), "import-1", NOW)
        assert movement is not None
        assert (movement.key, movement.quantity) == ("import-1#1#opening", available)


def test_setting_the_stock_moves_the_difference():
    movement = of_product(LAMP, replace(LAMP, available=4), "import-1", NOW)
    assert movement is not None
    assert (movement.key, movement.quantity) == ("import-1#1#set", -6)
    assert of_product(LAMP, replace(LAMP, name="Other"), "import-1", NOW) is None


def test_a_removed_product_takes_its_stock_along():
    movement = of_removal(LAMP, "import-1-undone", NOW)
    assert (movement.key, movement.quantity) == ("import-1-undone#1#removed", -10)


def test_a_count_is_a_movement_of_the_difference_and_of_none_if_it_was_right():
    lamp = make_product(available=10)
    found = of_count(lamp, 7, "k1", "two broken, one lost", NOW)
    assert (found.key, found.quantity, found.note) == ("desk-k1#1#set", -3, "two broken, one lost")
    assert of_count(lamp, 10, "k2", "counted", NOW).quantity == 0
