"""The way through the shop, over a real connection to the real functions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.synthetic_orders import EMAIL
from shop.gateways import clock
from shop.storage import orders, product_changes, products
from shop.web.orders.synthetic_orders import StepFailed, Trip, clean_up, new_visitor, stock_up
from tests.support.logs import logged
from tests.support.public_address import PublicAddress, opened_shop
from tests.support.tables import Tables

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.enable_socket]
KEY = "a-key-of-a-test-order"
STEPS = ["home", "product", "cart", "review", "order", "view", "cancel"]


@pytest.fixture
def shop(tables: Tables):
    stock_up(clock.now())
    with opened_shop() as opened:
        yield opened


def a_trip() -> Trip:
    return Trip(new_visitor(clock.now()))


def test_goes_all_the_way_and_gives_back_what_it_took(shop: PublicAddress, tables: Tables):
    trip = a_trip()
    trip.place_and_cancel(KEY)

    assert list(trip.took_ms) == STEPS
    assert products.get(TEST_SKU).available == 10
    assert sum(int(row["quantity"]) for row in tables.items("StockMovementsTable")) == 10
    (order,) = [row for row in tables.items("OrdersTable") if row["part"] == "order"]
    assert (order["status"], order["email"]) == ("cancelled", EMAIL)


def test_asks_not_to_be_counted_and_shows_its_mark_every_time(shop: PublicAddress):
    a_trip().place_and_cancel(KEY)

    assert len(shop.sent) == len(STEPS)
    assert {headers["sec-gpc"] for headers in shop.sent} == {"1"}
    assert all(headers["x-synthetic-order"] for headers in shop.sent)


@pytest.mark.parametrize(
    ("route", "step"),
    [
        ("GET /", "home"),
        ("GET /products/{sku}", "product"),
        ("POST /cart/lines", "cart"),
        ("POST /checkout", "review"),
        ("POST /orders", "order"),
        ("GET /orders/{number}", "view"),
        ("POST /orders/{number}/cancel", "cancel"),
    ],
)
def test_names_the_step_that_failed(shop: PublicAddress, route, step):
    shop.broken.add(route)

    with pytest.raises(StepFailed) as failed:
        a_trip().place_and_cancel(KEY)
    assert (failed.value.step, failed.value.why) == (step, "503")


def test_an_empty_shelf_is_a_failure_and_is_not_filled(shop: PublicAddress):
    product = products.get(TEST_SKU)
    product_changes.change(product, replace(product, available=0), clock.now())
    stock_up(clock.now())

    with pytest.raises(StepFailed, match="product: out of stock"):
        a_trip().place_and_cancel(KEY)


def test_cancels_what_an_earlier_run_left_and_no_order_of_now(shop: PublicAddress):
    shop.broken.add("POST /orders/{number}/cancel")
    trip = a_trip()
    with pytest.raises(StepFailed):
        trip.place_and_cancel(KEY)
    shop.broken.clear()

    assert clean_up(a_trip(), clock.now()) == 0
    assert clean_up(a_trip(), clock.now() + timedelta(minutes=5)) == 1
    order, _ = orders.get_with_events(trip.number)
    assert order.status == "cancelled"
    assert products.get(TEST_SKU).available == 10


def test_tells_of_an_order_that_could_not_be_cancelled(shop: PublicAddress):
    shop.broken.add("POST /orders/{number}/cancel")
    with pytest.raises(StepFailed):
        a_trip().place_and_cancel(KEY)

    with logged() as lines:
        assert clean_up(a_trip(), clock.now() + timedelta(minutes=5)) == 0
    assert [(line["message"], line["why"]) for line in lines] == [("synthetic-order-left", "503")]
