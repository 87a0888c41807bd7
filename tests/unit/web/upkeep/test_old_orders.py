from datetime import timedelta

import pytest

from shop.domain.retention import ORDER_RECORDS
from shop.storage import orders
from shop.web.upkeep import old_orders
from tests.support.gateway import NOW
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
TOO_LATE = NOW + ORDER_RECORDS + timedelta(seconds=1)


def test_keeps_orders_as_long_as_the_books_need_and_no_longer(tables: Tables):
    orders.row_of(an_order(status="shipped")).save()
    assert old_orders.forget_all(NOW + ORDER_RECORDS) == 0
    assert old_orders.forget_all(TOO_LATE) == 1
    assert tables.items("OrdersTable") == []


def test_tells_of_an_order_that_is_not_closed_after_all_those_years(tables: Tables):
    orders.row_of(an_order(status="paid")).save()
    with logged() as lines:
        assert old_orders.forget_all(TOO_LATE) == 0
    assert [line["order_number"] for line in lines] == [NUMBER]
    assert tables.count("OrdersTable") == 1
