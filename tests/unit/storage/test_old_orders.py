from datetime import timedelta

import pytest

from shop.domain.orders import placed
from shop.storage import old_orders, orders
from shop.storage.payments import PaymentRow
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
SECOND = timedelta(seconds=1)


def test_finds_orders_placed_before_an_instant_in_any_status():
    orders.row_of(an_order(status="shipped")).save()
    orders.row_of(an_order(number="CT-3333-3333-3", status="paid")).save()
    assert list(old_orders.list_placed_before(NOW)) == []
    found = [standing.number for standing in old_orders.list_placed_before(NOW + SECOND)]
    assert sorted(found) == [NUMBER, "CT-3333-3333-3"]


def test_removes_an_order_with_everything_of_it_and_no_other(tables: Tables):
    order = an_order()
    orders.row_of(order).save()
    orders.event_row(order, placed(order)).save()
    PaymentRow(order_number=NUMBER, part="payment#001").save()
    orders.row_of(an_order(number="CT-3333-3333-3")).save()
    assert old_orders.remove(NUMBER) == 3
    assert [row["number"] for row in tables.items("OrdersTable")] == ["CT-3333-3333-3"]
    assert tables.items("PaymentsTable") == []
