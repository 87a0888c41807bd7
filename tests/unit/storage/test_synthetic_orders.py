from dataclasses import replace
from functools import partial

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.stock_movements import of_line
from shop.storage import stock_movements, synthetic_orders
from shop.storage.orders import row_of
from shop.storage.transactions import write_together
from tests.support.gateway import NOW
from tests.support.orders import LINES, NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
ORDER = replace(an_order(status="cancelled"), lines=(replace(LINES[0], sku=TEST_SKU),))


def move(*reasons: str) -> None:
    for reason in reasons:
        movement = of_line(ORDER, ORDER.lines[0], reason, NOW)
        write_together(partial(stock_movements.put_in, movement=movement))


def test_goes_with_what_it_took_and_gave_back(tables: Tables):
    row_of(ORDER).save()
    move("sold", "cancelled")

    assert synthetic_orders.remove(NUMBER)
    assert tables.items("OrdersTable") == []
    assert tables.items("StockMovementsTable") == []


def test_stays_while_its_stock_is_not_back(tables: Tables):
    row_of(ORDER).save()
    move("sold")

    assert not synthetic_orders.remove(NUMBER)
    assert tables.count("OrdersTable") == 1
    assert tables.count("StockMovementsTable") == 1


def test_a_removal_that_broke_off_is_finished(tables: Tables):
    row_of(ORDER).save()

    assert synthetic_orders.remove(NUMBER)
    assert tables.items("OrdersTable") == []
