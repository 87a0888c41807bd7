"""Looking at orders."""

import pytest

from shop.gateways.order_links import order_key
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import bought
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def test_a_customer_sees_the_whole_order():
    add_customer()
    stock(make_product())
    shop = logged_in()
    order = bought(shop)

    assert shop.get(f"/orders/{order['number']}").json == order
    assert "1 Sample Street" in _as_page(shop).get(f"/orders/{order['number']}").text


def test_a_guest_sees_the_order_by_its_link_without_addresses():
    stock(make_product())
    order = bought(Client())

    seen = Client().get(f"/orders/{order['number']}?key={order['key']}").json

    private = {"email", "billing_address", "shipping_address", "key"}
    assert seen == {name: value for name, value in order.items() if name not in private}


def test_a_link_opens_a_customers_order_without_addresses():
    add_customer()
    stock(make_product())
    order = bought(logged_in())

    seen = Client().get(f"/orders/{order['number']}?key={order_key(order['number'])}").json

    assert "email" not in seen


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}"])
def test_a_number_may_be_written_as_people_do(typed):
    stock(make_product())
    order = bought(Client())
    number = order["number"]
    path = typed.format(number, number.lower(), number.replace("-", ""))

    assert Client().get(f"/orders/{path}?key={order['key']}").status == 200


def test_someone_elses_order_and_a_missing_one_answer_alike():
    add_customer()
    add_customer("other@example.com")
    stock(make_product())
    guest = bought(Client())
    customers = bought(logged_in())
    stranger = logged_in("other@example.com")

    answers = [
        stranger.get(f"/orders/{customers['number']}"),
        stranger.get(f"/orders/{guest['number']}"),
        stranger.get(f"/orders/{guest['number']}?key={order_key(customers['number'])}"),
        stranger.get(f"/orders/{guest['number']}?key=k1.x"),
        stranger.get("/orders/CT-2PQX-5MWJ-A"),
        stranger.get("/orders/no-number-at-all"),
        Client().get(f"/orders/{customers['number']}"),
    ]

    assert {answer.status for answer in answers} == {404}
    assert len({answer.text.replace(answer.json["instance"], "") for answer in answers}) == 1


def test_the_calls_to_the_database():
    add_customer()
    stock(make_product())
    shop = logged_in()
    number = bought(shop)["number"]
    CALLS.clear()
    shop.get(f"/orders/{number}")

    assert list(CALLS) == ["Query", "GetItem", "GetItem"]


def _as_page(client: Client) -> Client:
    return Client(page=True, cookies=dict(client.cookies))
