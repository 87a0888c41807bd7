import json

import pytest

from shop.domain.personal_data_tables import TABLES
from shop.domain.reference_numbers import is_reference
from shop.storage import orders
from shop.storage.orders import OrderRow
from shop.storage.promotions import PromotionRow
from tests.support.orders import NUMBER, an_order
from tools.sanitise.rows import sanitised_items, tables

pytestmark = pytest.mark.usefixtures("tables")
ORDERS, PROMOTIONS = TABLES["OrdersTable"], TABLES["PromotionsTable"]


def sanitised(table, kind, salt=b"salt"):
    return list(sanitised_items(table, kind.scan(), salt))


def test_has_no_table_of_people():
    names = {table.name for table in tables()}
    assert {"ProductsTable", "OrdersTable", "PaymentsTable"} <= names
    assert names.isdisjoint({"CustomersTable", "CartsTable", "VisitsTable", "DataRequestsTable"})


def test_leaves_of_an_order_what_tells_of_nobody():
    orders.row_of(an_order(customer_id="id-1", tracking="T-1")).save()
    (item,) = sanitised(ORDERS, OrderRow)
    order = orders.order_of(OrderRow.from_raw_data(item))
    assert (order.email, order.instructions, order.customer_id, order.tracking) == (
        *("", ""),
        *(None, None),
    )
    assert order.billing_address.city == ""
    assert order.sums == an_order().sums
    assert "ada" not in json.dumps(item).lower()


def test_the_same_order_has_the_same_made_up_number_everywhere():
    orders.row_of(an_order()).save()
    PromotionRow("ONCE", f"redemption#{NUMBER}").save()
    (order,), (use,) = sanitised(ORDERS, OrderRow), sanitised(PROMOTIONS, PromotionRow)
    made_up = order["number"]["S"]
    assert made_up != NUMBER
    assert is_reference(made_up)
    assert use["part"]["S"] == f"redemption#{made_up}"
    assert sanitised(ORDERS, OrderRow, b"another")[0]["number"]["S"] != made_up


def test_leaves_out_who_used_a_code():
    PromotionRow("ONCE", "email#hash", uses=1).save()
    PromotionRow("ONCE", "customer#id-1", uses=1).save()
    PromotionRow("ONCE", "code", uses=2).save()
    assert [item["part"]["S"] for item in sanitised(PROMOTIONS, PromotionRow)] == ["code"]


def test_names_none_of_the_shop_s_people():
    OrderRow(number=NUMBER, part="event#00000001", actor="arn:aws:iam::1:user/ada").save()
    (item,) = sanitised(ORDERS, OrderRow)
    assert item["actor"] == {"S": "sanitised"}
