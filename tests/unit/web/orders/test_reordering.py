"""Ordering the same again, through the front door."""

from typing import Any

import pytest

from shop.storage.products import ProductRow
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import Client
from tests.support.orders import bought
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def order() -> Any:
    stock(make_product(available=10), make_product("MUG-1", name="Mug"))
    shop = Client()
    shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 1})
    return bought(shop)


def again(order: Any, client: Client) -> Any:
    answer = client.post(f"/orders/{order['number']}/reorder", {"key": order["key"]})
    assert answer.status == 200, answer.text
    return answer.json


def test_a_guest_orders_the_same_again(order):
    shop = Client()
    done = again(order, shop)

    assert {(units["sku"], units["quantity"]) for units in done["added"]} == {
        ("LAMP-1", 2),
        ("MUG-1", 1),
    }
    assert done["skipped"] == []
    assert done["cart"] == shop.get("/cart").json
    assert done["cart"]["total"]["amount"] == 2 * 1999 + 1999


def test_it_goes_into_the_cart_of_who_asks_and_is_added_to_it(order):
    add_customer()
    shop = logged_in()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    done = again(order, shop)
    assert {line["sku"]: line["quantity"] for line in done["cart"]["lines"]} == {
        "LAMP-1": 3,
        "MUG-1": 1,
    }
    assert Client().get("/cart").json["lines"] == []


def test_what_is_gone_or_short_is_skipped_and_told(order):
    change_product("LAMP-1", available=1)
    ProductRow("MUG-1").delete()
    person = Client()
    done = again(order, person)

    assert [(units["sku"], units["quantity"]) for units in done["added"]] == [("LAMP-1", 1)]
    assert {skipped["sku"]: skipped for skipped in done["skipped"]} == {
        "LAMP-1": {"sku": "LAMP-1", "name": "Fog lantern", "reason": "Only 1 are left."},
        "MUG-1": {"sku": "MUG-1", "name": "Mug", "reason": "We do not sell this any more."},
    }
    assert done["cart"]["problems"] == []


def test_a_browser_is_led_to_its_cart_where_it_is_told(order):
    ProductRow("MUG-1").delete()
    person = Client(page=True)
    answer = person.post(f"/orders/{order['number']}/reorder", {"key": order["key"]})
    assert (answer.status, answer.headers["location"]) == (303, "/cart")
    page = person.get("/cart").text
    assert "<li>2 × Fog lantern</li>" in page
    assert "These could not be added" in page
    assert "<li>1 × Mug</li>" in page


def test_somebody_without_the_link_orders_nothing_again(order):
    shop = Client()
    assert shop.post(f"/orders/{order['number']}/reorder", {"key": "k1.x"}).status == 404
    assert shop.get("/cart").json["lines"] == []


def test_the_calls_to_the_database(order):
    shop = Client()
    CALLS.clear()
    again(order, shop)
    calls = list(CALLS)
    assert calls == ["Query", "BatchGetItem", "GetItem", "UpdateItem", "BatchGetItem"]
