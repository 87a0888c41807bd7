"""Orders placed as a guest, into an account, through the front door."""

from typing import Any

import pytest

from shop.domain.mails import address_hash
from shop.storage import orders
from shop.storage.orders import ORDER_PART, OrderRow
from tests.support.accounts import PASSWORD, add_customer, log_in, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.interleaving import just_before
from tests.support.mailbox import mails_to, token_in
from tests.support.orders import an_order, bought
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
EMAIL = "customer@example.com"


@pytest.fixture
def order() -> Any:
    stock(make_product(available=50))
    return bought(Client(), email=EMAIL)


def claim(client: Client, *numbers: str) -> Any:
    answer = client.post("/orders/claim", {"numbers": list(numbers)})
    assert answer.status == 200, answer.text
    return answer.json


def test_a_customer_sees_and_claims_what_was_placed_with_the_same_address(order):
    add_customer()
    shop = logged_in()
    seen = shop.get("/orders/claim").json
    assert seen == {"orders": [{name: order[name] for name in ("number", "placed_at", "total")}]}

    assert claim(shop, order["number"]) == {"claimed": [order["number"]], "not_claimed": []}

    assert shop.get("/orders/claim").json == {"orders": []}
    mine = shop.get("/orders").json["orders"]
    assert [one["number"] for one in mine] == [order["number"]]
    whole = shop.get(f"/orders/{order['number']}").json
    assert whole["email"] == EMAIL
    assert [event["type"] for event in whole["events"]] == ["placed", "claimed"]


def test_nothing_is_in_the_account_before_the_customer_says_so(order):
    add_customer()
    shop = logged_in()
    shop.get("/orders/claim")
    assert shop.get("/orders").json["orders"] == []
    assert shop.get(f"/orders/{order['number']}").status == 404


@pytest.mark.parametrize("email", ["other@example.com", "customer@example.org"])
def test_another_addresses_orders_are_neither_shown_nor_claimed(order, email):
    add_customer(email)
    shop = logged_in(email)
    assert shop.get("/orders/claim").json == {"orders": []}
    assert claim(shop, order["number"]) == {"claimed": [], "not_claimed": [order["number"]]}
    assert orders.get_with_events(order["number"])[0].customer_id is None


def test_an_address_typed_but_not_proven_claims_nothing(order):
    """Registering does not make an account before the link is followed."""
    person = Client()
    fields = {"email": EMAIL, "password": PASSWORD, "name": "Somebody Else"}
    assert person.post("/register", fields).status == 202
    assert log_in(person).status == 401
    assert person.get("/orders/claim").status == 401
    assert person.post("/orders/claim", {"numbers": [order["number"]]}).status == 401


def test_an_address_changed_but_not_confirmed_claims_nothing(order):
    add_customer("thief@example.com")
    thief = logged_in("thief@example.com")
    assert thief.post("/account/email", {"email": EMAIL}).status == 200

    assert thief.get("/orders/claim").json == {"orders": []}
    assert claim(thief, order["number"])["claimed"] == []


def test_an_address_that_was_changed_and_confirmed_claims(order):
    add_customer("mover@example.com")
    mover = logged_in("mover@example.com")
    mover.post("/account/email", {"email": EMAIL})
    (mail,) = (mail for mail in mails_to(EMAIL) if mail["template"] == "email-change")
    assert mover.post("/verify", {"token": token_in(mail)}).status == 200
    assert claim(mover, order["number"])["claimed"] == [order["number"]]


def test_an_address_that_is_given_up_at_that_moment_claims_nothing(order):
    add_customer()
    shop = logged_in()
    shop.post("/account/email", {"email": "new@example.com"})
    (mail,) = (mail for mail in mails_to("new@example.com") if mail["template"] == "email-change")
    with just_before(
        "TransactWriteItems", lambda: Client().post("/verify", {"token": token_in(mail)})
    ):
        assert claim(shop, order["number"])["claimed"] == []
    assert orders.get_with_events(order["number"])[0].customer_id is None


def test_claiming_again_changes_nothing_more(order):
    add_customer()
    shop = logged_in()
    first = claim(shop, order["number"])
    kept = orders.get_with_events(order["number"])
    assert claim(shop, order["number"].lower(), order["number"]) == first
    assert orders.get_with_events(order["number"]) == kept
    assert len([mail for mail in mails_to(EMAIL) if mail["template"] == "order-claimed"]) == 1


def test_of_two_at_once_one_moves_the_order_and_both_are_told_so(order):
    add_customer()
    shop = logged_in()
    with just_before("TransactWriteItems", lambda: claim(shop, order["number"])):
        late = claim(shop, order["number"])
    assert late["claimed"] == [order["number"]]
    assert len(orders.get_with_events(order["number"])[1]) == 2


def test_what_the_index_still_shows_is_decided_by_the_order_itself(order):
    """An index lags behind: an order in it may be another account's by now."""
    add_customer()
    shop = logged_in()
    OrderRow(number=order["number"], part=ORDER_PART).update(
        [OrderRow.customer_id.set("c2")], condition=OrderRow.number.exists()
    )
    assert orders.list_guest_numbers(address_hash(EMAIL)) == [order["number"]]
    assert shop.get("/orders/claim").json == {"orders": []}
    assert claim(shop, order["number"])["claimed"] == []


def test_refuses_what_is_no_number_and_more_than_twenty(order):
    add_customer()
    shop = logged_in()
    odd = ["no-number", " ", an_order().number]
    assert claim(shop, *odd)["claimed"] == []
    for numbers in ([], ["X"] * 21, [""]):
        assert shop.post("/orders/claim", {"numbers": numbers}).status == 422


def test_the_link_of_a_claimed_order_still_shows_it_without_addresses(order):
    add_customer()
    claim(logged_in(), order["number"])
    seen = Client().get(f"/orders/{order['number']}?key={order['key']}")
    assert (seen.status, "email" in seen.json) == (200, False)


def test_a_browser_is_led_from_its_orders_to_those_it_may_claim(order):
    add_customer()
    person = logged_in()
    person.page = True
    assert 'href="/orders/claim"' in person.get("/orders").text
    assert 'href="/orders/claim"' in person.get("/account").text
    page = person.get("/orders/claim").text
    assert f'name="numbers.0" value="{order["number"]}" checked' in page
    assert "1 Sample Street" not in page.replace("CTBusters (an example), 1 Sample Street", "")

    answer = person.post("/orders/claim", {"numbers.0": order["number"]})
    assert (answer.status, answer.headers["location"]) == (303, "/orders?claimed=1")
    page = person.get(answer.headers["location"]).text
    assert "1 order added to your account." in page
    assert "without logging in. <a" not in page

    refused = person.post("/orders/claim", {})
    assert refused.status == 422
    assert "There are no such orders" in refused.text


def test_the_calls_to_the_database(order):
    add_customer()
    shop = logged_in()
    CALLS.clear()
    shop.get("/orders/claim")
    listing = list(CALLS)
    CALLS.clear()
    claim(shop, order["number"])

    assert listing == ["GetItem", "GetItem", "Query", "BatchGetItem"]
    login = ["GetItem", "GetItem"]
    assert list(CALLS) == [
        *login,
        "BatchGetItem",
        "TransactWriteItems",
        "BatchGetItem",
    ]
