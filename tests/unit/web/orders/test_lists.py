"""A customer's list of orders."""

from datetime import timedelta

import pytest

from shop.domain.display import Preferences
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import bought
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def ordered(shop: Client, times: int) -> list[str]:
    """Order at different seconds; return the numbers, newest first."""
    numbers = []
    for _ in range(times):
        numbers.append(bought(shop, quantity=1)["number"])
        shop.now += timedelta(seconds=1)
    return numbers[::-1]


def test_orders_come_newest_first_without_what_only_their_page_shows():
    add_customer()
    stock(make_product())
    shop = logged_in()
    numbers = ordered(shop, 3)

    answer = shop.get("/orders").json

    assert [order["number"] for order in answer["orders"]] == numbers
    assert answer["next_cursor"] is None
    private = {"email", "billing_address", "shipping_address", "key", "events"}
    assert not private & set(answer["orders"][0])


def test_a_list_goes_on_after_its_cursor():
    add_customer()
    stock(make_product())
    shop = logged_in()
    numbers = ordered(shop, 3)

    first = shop.get("/orders?limit=2").json
    second = shop.get(f"/orders?limit=2&cursor={first['next_cursor']}").json

    found = [order["number"] for order in first["orders"] + second["orders"]]
    assert (found, second["next_cursor"]) == (numbers, None)


def test_a_cursor_is_good_for_one_customers_list_only():
    add_customer()
    add_customer("other@example.com")
    stock(make_product())
    shop = logged_in()
    ordered(shop, 2)
    cursor = shop.get("/orders?limit=1").json["next_cursor"]

    other = logged_in("other@example.com")

    assert other.get(f"/orders?cursor={cursor}").status == 400
    assert shop.get("/orders?cursor=made-up").status == 400
    assert other.get("/orders").json["orders"] == []


def test_a_guest_has_no_list():
    answer = Client().get("/orders")

    assert (answer.status, answer.json["code"]) == (401, "not-authenticated")


def test_the_page_links_to_each_order_and_to_the_next_page():
    add_customer()
    stock(make_product())
    shop = logged_in()
    number = ordered(shop, 2)[0]
    person = Client(page=True, cookies=dict(shop.cookies))

    page = person.get("/orders?limit=1").text

    assert f'href="/orders/{number}"' in page
    assert "Older orders" in page
    assert "Waiting for your payment" in page


def test_an_empty_list_says_so():
    add_customer()
    person = Client(page=True, cookies=dict(logged_in().cookies))

    assert "There are no orders here." in person.get("/orders").text


def test_the_calls_to_the_database():
    add_customer()
    shop = logged_in()
    CALLS.clear()
    shop.get("/orders")

    assert CALLS == ["GetItem", "GetItem", "Query"]


def test_a_page_is_as_long_as_its_customer_likes():
    add_customer(preferences=Preferences(list_size=2))
    stock(make_product())
    shop = logged_in()
    numbers = ordered(shop, 3)

    liked = shop.get("/orders").json
    asked_for = shop.get("/orders?limit=3").json

    assert [order["number"] for order in liked["orders"]] == numbers[:2]
    assert [order["number"] for order in asked_for["orders"]] == numbers
