"""What placing an order costs in calls and write units, by the number of its lines.

A transactional write costs two units for each kilobyte, begun ones whole, of each item it writes;
an index costs as much again for what it repeats of the item, without the doubling.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from typing import Any

import pytest

from shop.domain.carts import MOST_LINES
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.orders import ANSWERS, confirmation
from tests.support.table_units import kilobytes
from tests.support.tables import CALLS, Tables

WRITTEN = ("OrdersTable", "OrderKeysTable", "ProductsTable", "StockMovementsTable")
TRANSACTION = "TransactWriteItems"
MOST_UNITS_A_LINE = 4
MOST_UNITS_BESIDES = 24


def units_of(item: dict[str, Any]) -> int:
    return 2 * kilobytes(item)


def written_units(tables: Tables, number: str) -> int:
    """Return the units of every item written, of the cart deleted, and of the indexes."""
    rows = {name: tables.items(name) for name in WRITTEN}
    mine = [row for row in rows["OrdersTable"] if row["number"] == number]
    sold = [row for row in rows["StockMovementsTable"] if number in row["movement"]]
    items = [*mine, *rows["OrderKeysTable"], *rows["ProductsTable"], *sold]
    cart_units = 2 * -(-MOST_LINES * 100 // 1024)
    # One index repeats the order, one its keys.
    (order,) = (row for row in mine if row["part"] == "order")
    index_units = units_of(order) // 2 + 1
    return sum(map(units_of, items)) + cart_units + index_units


@pytest.mark.parametrize("lines", [1, 3, 10, MOST_LINES])
def test_an_order_costs_one_transaction_and_four_units_a_line(tables: Tables, lines):
    add_customer()
    shop = logged_in()
    for n in range(lines):
        stock(make_product(f"LAMP-{n}", description="A lantern that shines through fog. " * 10))
        shop.post("/cart/lines", {"sku": f"LAMP-{n}", "quantity": 1})
    review = shop.post("/checkout", ANSWERS).json
    CALLS.clear()

    order = shop.post("/orders", confirmation(review)).json

    calls, units = list(CALLS), written_units(tables, order["number"])
    print(f"{lines} lines: {calls}, {units} write units")
    # The session, the key and the cart are read; counting the attempt is an update, or two in a
    # window that has just begun.
    assert [call for call in calls if call != "UpdateItem"] == [*["GetItem"] * 3, TRANSACTION]
    assert calls.count("UpdateItem") <= 2
    assert units <= MOST_UNITS_A_LINE * lines + MOST_UNITS_BESIDES
