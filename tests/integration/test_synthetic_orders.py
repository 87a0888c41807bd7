"""A test order, seen by everything that lists, counts, reminds and reconciles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.housekeeping.app import lambda_handler as keep_house
from functions.stock_events.app import tell
from shop.domain.catalogue import TEST_SKU
from shop.domain.orders import By
from shop.domain.synthetic_orders import PRODUCT
from shop.domain.visitor_counts import tally
from shop.domain.visits import read_line
from shop.gateways import clock
from shop.storage import orders, stock_movements
from shop.storage.products import ProductRow
from shop.web.desk.actions import list_orders, list_picks
from shop.web.desk.views import Listing, Picking
from shop.web.orders.synthetic_orders import Trip, new_visitor, stock_up
from shop.web.upkeep import old_orders, unpaid_orders
from tests.support.gateway import NOW
from tests.support.logs import counted, lines_in
from tests.support.orders import an_order
from tests.support.public_address import opened_shop
from tests.support.tables import Tables

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.enable_socket]
OPERATOR = By("operator", "request-1")


def ordered() -> None:
    now = clock.now()
    stock_up(now)
    with opened_shop():
        Trip(new_visitor(now)).place_and_cancel("a-key-of-a-test-order")


def a_test(**changes):
    return an_order(lines=(replace(an_order().lines[0], sku=TEST_SKU),), **changes)


def test_its_visits_are_counted_for_nobody(capsys):
    ordered()
    lines = [line for line in capsys.readouterr().out.splitlines() if '"visit-record"' in line]

    assert len(lines) == 7
    assert tally(map(read_line, lines), "shop.example.com").is_empty


def test_the_desk_lists_it_only_to_who_searches_for_it():
    ordered()

    assert list_orders(Listing(status="cancelled"), OPERATOR, NOW)["orders"] == []
    found = list_orders(Listing(search="shop-test"), OPERATOR, NOW)["orders"]
    assert [order["status"] for order in found] == ["cancelled"]


def test_as_many_of_customers_orders_are_listed_as_were_asked_for():
    for number in range(8):
        orders.row_of(a_test(number=f"CT-T{number}", payment_due_at=NOW)).save()
    orders.row_of(an_order(number="CT-1", payment_due_at=NOW - timedelta(days=1))).save()

    listed = list_orders(Listing(status="awaiting_payment", limit=1), OPERATOR, NOW)["orders"]
    assert [order["number"] for order in listed] == ["CT-1"]


def test_it_is_on_no_pick_list_even_when_somebody_marks_it_paid():
    orders.row_of(a_test(status="paid")).save()

    assert list_picks(Picking(), OPERATOR, NOW)["lines"] == []


def test_it_is_not_reminded_of(tables: Tables):
    due_at = NOW + timedelta(days=1)
    orders.row_of(a_test(payment_due_at=due_at)).save()

    assert unpaid_orders.remind(NOW) == 0
    orders.row_of(an_order(payment_due_at=due_at)).save()
    assert unpaid_orders.remind(NOW) == 1


def test_its_stock_is_news_to_nobody(capsys):
    def image(available: int):
        return ProductRow(sku=TEST_SKU, available=available, **_card()).serialize()

    tell({"OldImage": image(1), "NewImage": image(0)})
    assert counted(capsys.readouterr().out) == {}


def _card() -> dict[str, object]:
    names = ("name", "description", "category", "price_pence", "weight_grams", "image", "image_alt")
    return {name: getattr(PRODUCT, name) for name in names}


def test_its_stock_is_proven_and_stays_right_when_it_is_forgotten(tables: Tables, capsys):
    ordered()
    assert keep_house({"task": "reconcile-stock"}, None) == {"differences": []}

    assert old_orders.forget_all(clock.now()) == 0
    assert old_orders.forget_all(clock.now() + timedelta(hours=1)) == 1
    assert tables.items("OrdersTable") == []
    assert stock_movements.sum_of(TEST_SKU) == 10
    assert keep_house({"task": "reconcile-stock"}, None) == {"differences": []}

    ProductRow(TEST_SKU).update([ProductRow.available.set(9)])
    found = keep_house({"task": "reconcile-stock"}, None)
    assert [difference["sku"] for difference in found["differences"]] == [TEST_SKU]
    assert lines_in(capsys.readouterr().out)
