"""“Confirm order” through its front door."""

from datetime import timedelta

import pytest

from shop.domain.acceptances import POLICIES_OF_AN_ORDER
from shop.domain.reference_numbers import is_reference
from shop.gateways.policy_files import versions_in_force
from shop.storage import products
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.orders import bought, confirmation, reviewed
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
KEY = "a-key-of-a-programs-own"
PUBLIC = {
    *("number", "status", "placed_at", "currency", "lines", "subtotal", "discount", "shipping"),
    *("tax", "total", "payment_method", "payment_due_at", "shipping_method", "ships_between"),
    *("tracking", "instructions", "policy_version", "policies"),
    *("can_cancel", "events"),
}
PRIVATE = {"email", "billing_address", "shipping_address"}


def available(sku: str = "LAMP-1") -> int:
    return products.get(sku).available


def test_a_guests_order_is_what_was_reviewed(tables: Tables):
    stock(make_product(available=5))
    shop = Client()
    review = reviewed(shop)

    answer = shop.post("/orders", confirmation(review))
    order = answer.json

    assert answer.status == 201
    assert set(order) == PUBLIC | PRIVATE | {"key"}
    assert is_reference(order["number"])
    assert answer.headers["location"] == f"/orders/{order['number']}?key={order['key']}"
    assert (order["status"], order["can_cancel"]) == ("awaiting_payment", True)
    assert (order["placed_at"], order["payment_due_at"]) == (
        "2026-11-23T10:00:00Z",
        "2026-12-07T23:59:59Z",
    )
    assert order["ships_between"] is None
    same = ("lines", "subtotal", "discount", "shipping", "tax", "total", "email")
    more = ("billing_address", "shipping_address", "instructions", "policy_version")
    assert all(order[name] == review[name] for name in same + more)
    assert [event["type"] for event in order["events"]] == ["placed"]
    assert available() == 3
    assert tables.count("CartsTable") == 0


def test_an_order_keeps_the_policies_in_force_with_their_hashes_for_as_long_as_it_is():
    stock(make_product())
    shop = Client()
    review = reviewed(shop)
    order = shop.post("/orders", confirmation(review)).json

    in_force = {name: versions_in_force([name], NOW.date())[0] for name in POLICIES_OF_AN_ORDER}
    assert order["policies"] == [
        {
            "policy": name,
            "version": found.version,
            "sha256": found.sha256,
            "accepted_at": order["placed_at"],
            "surface": "review",
        }
        for name, found in in_force.items()
    ]
    assert [found["sha256"] for found in review["policies"]] == [
        found.sha256 for found in in_force.values()
    ]
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    assert f'/policies/terms/versions/{in_force["terms"].version}">terms of purchase</a>' in page


def test_a_customers_order_needs_no_key():
    add_customer()
    stock(make_product())
    shop = logged_in()

    answer = shop.post("/orders", confirmation(reviewed(shop)))

    assert set(answer.json) == PUBLIC | PRIVATE
    assert answer.headers["location"] == f"/orders/{answer.json['number']}"


def test_a_repeated_confirmation_answers_the_same_order_again():
    stock(make_product(available=5))
    shop = Client()
    confirm = confirmation(reviewed(shop))
    first = shop.post("/orders", confirm)
    second = shop.post("/orders", confirm)

    assert (second.status, second.headers["idempotency-replayed"]) == (200, "true")
    assert second.json == first.json
    assert "idempotency-replayed" not in first.headers
    assert available() == 3


def test_a_key_is_good_for_one_confirmation_only():
    stock(make_product())
    shop = Client()
    first = reviewed(shop)
    shop.post("/orders", {"cart_version": first["cart_version"]}, idempotency_key=KEY)
    shop.now += timedelta(seconds=1)
    second = reviewed(shop)

    answer = shop.post("/orders", {"cart_version": second["cart_version"]}, idempotency_key=KEY)

    assert (answer.status, answer.json["code"]) == (422, "key-reused")
    assert available() == 8


def test_a_key_is_forgotten_after_two_days(tables: Tables):
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    shop.post("/orders", confirm)
    shop.now += timedelta(hours=48)

    assert shop.post("/orders", confirm).status == 409
    cart_version = reviewed(shop)["cart_version"]
    again = confirm | {"cart_version": cart_version, "idempotency_key": KEY}
    assert shop.post("/orders", again).status == 201
    assert tables.count("OrderKeysTable") == 2


def test_an_expired_record_does_not_stand_in_the_way_of_its_key():
    stock(make_product())
    shop = Client()
    version = reviewed(shop)["cart_version"]
    shop.post("/orders", {"cart_version": version, "idempotency_key": KEY})
    shop.now += timedelta(hours=49)
    version = reviewed(shop)["cart_version"]

    assert shop.post("/orders", {"cart_version": version, "idempotency_key": KEY}).status == 201


def test_one_persons_key_is_not_anothers():
    stock(make_product())
    orders = []
    for shop in (Client(), Client()):
        version = reviewed(shop)["cart_version"]
        fields = {"cart_version": version, "idempotency_key": KEY}
        orders.append(shop.post("/orders", fields).json["number"])

    assert len(set(orders)) == 2


@pytest.mark.parametrize("header", [KEY, f'"{KEY}"', f"  {KEY} "])
def test_the_key_may_come_in_the_header(header):
    stock(make_product())
    shop = Client()
    version = reviewed(shop)["cart_version"]

    assert shop.post("/orders", {"cart_version": version}, idempotency_key=header).status == 201
    replay = shop.post("/orders", {"cart_version": version, "idempotency_key": KEY})
    assert replay.status == 200


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "has a space in it!!", '"', f'"{KEY}'])
def test_refuses_a_key_that_is_none_before_anything_is_read(key):
    CALLS.clear()
    answer = Client().post("/orders", {"cart_version": 1}, idempotency_key=key)

    assert (answer.status, answer.json["code"]) == (400, "invalid-request")
    assert CALLS == []


def test_a_browser_confirms_and_is_led_to_its_order():
    stock(make_product())
    person = Client()
    review = reviewed(person)
    person.page = True
    confirm = {name: str(value) for name, value in confirmation(review).items()}

    first, again = (person.post("/orders", confirm) for _ in range(2))

    assert (first.status, again.status) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    page = person.get(first.headers["location"])
    assert page.status == 200
    for text in ("Waiting for your payment", "£43.93", "7 December 2026", "Cancel this order"):
        assert text in page.text
    assert "1 Sample Street" not in page.text.replace("CTBusters (an example), 1 Sample Street", "")
    assert "ada@example.com" not in page.text


def test_a_browser_is_shown_the_review_again_with_what_is_in_the_way():
    stock(make_product(available=3))
    person = Client()
    review = reviewed(person)
    bought(Client(), quantity=2)
    person.page = True

    answer = person.post("/orders", {name: str(v) for name, v in confirmation(review).items()})

    assert answer.status == 409
    assert "There is not enough stock of Fog lantern." in answer.text
    assert "Confirm order" in answer.text


def test_the_visit_line_names_the_order(capsys: pytest.CaptureFixture[str]):
    stock(make_product())
    order = bought(Client())

    assert f'"order_number":"{order["number"]}"' in capsys.readouterr().out


def test_a_new_order_costs_three_reads_a_counter_and_one_transaction():
    add_customer()
    stock(make_product())
    shop = logged_in()
    first, replay = confirmation(reviewed(shop)), None
    shop.post("/orders", first)
    shop.now += timedelta(seconds=1)
    second = confirmation(reviewed(shop))
    CALLS.clear()
    shop.post("/orders", second)
    placing = list(CALLS)
    CALLS.clear()
    shop.post("/orders", second)
    replay = list(CALLS)

    # The session, the key and the cart are read; the customer is checked by the transaction.
    assert placing == ["GetItem", "GetItem", "UpdateItem", "GetItem", "TransactWriteItems"]
    assert replay == ["GetItem", "GetItem", "GetItem", "Query"]
