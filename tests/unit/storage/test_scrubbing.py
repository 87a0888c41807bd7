import pytest

from shop.domain.addresses import Address
from shop.domain.personal_data import Fate
from shop.domain.personal_data_tables import TABLES
from shop.storage import orders
from shop.storage.orders import OrderRow
from shop.storage.scrubbing import scrub, scrubbing
from tests.support.orders import NUMBER, SUMS, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
FATES = TABLES["OrdersTable"].scrubbed()
EXISTS = OrderRow.number.exists()


def kept_order() -> OrderRow:
    orders.row_of(an_order(customer_id="id-1", tracking="T-1", status="shipped")).save()
    return OrderRow.get(NUMBER, "order")


def test_takes_whose_it_was_out_of_an_order_and_leaves_the_sums():
    assert scrub(kept_order(), FATES, EXISTS) is True
    order, _ = orders.get_with_events(NUMBER)
    nowhere = Address(name="", line1="", city="", country="GB")
    assert order.billing_address == nowhere
    assert order.shipping_address.country == "IE"
    assert order.shipping_address.city == ""
    assert (order.email, order.instructions, order.customer_id, order.tracking) == (
        "",
        "",
        None,
        None,
    )
    assert order.sums == SUMS
    assert order.lines == an_order().lines


def test_the_second_time_there_is_nothing_to_do():
    scrub(kept_order(), FATES, EXISTS)
    again = OrderRow.find_row(NUMBER, "order")
    CALLS.clear()
    assert scrub(again, FATES, EXISTS) is None
    assert scrubbing(again, FATES) == []
    assert CALLS == []


def test_does_nothing_to_a_row_that_is_not_as_it_was_read(tables: Tables):
    before = tables.items("OrdersTable") or kept_order()
    row = OrderRow.find_row(NUMBER, "order")
    assert before
    assert scrub(row, {"email": Fate.EMPTIED}, OrderRow.version == 99) is False
    assert orders.get_with_events(NUMBER)[0].email == "ada@example.com"


def test_changes_what_else_it_is_told():
    scrub(kept_order(), FATES, EXISTS, OrderRow.version.set(7))
    assert orders.get_with_events(NUMBER)[0].version == 7
