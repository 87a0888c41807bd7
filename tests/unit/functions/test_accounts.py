"""The account as its owner sees and changes it, through the front door."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from shop.storage import customer_emails, customers
from shop.storage.transactions import write_together
from tests.support.accounts import EMAIL, add_customer, copied, logged_in
from tests.support.faults import failing
from tests.support.gateway import Client
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def test_shows_the_account_to_its_owner_at_two_reads():
    add_customer()
    client = logged_in()
    CALLS.clear()

    answer = client.get("/account")

    assert CALLS == ["GetItem", "GetItem"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "customer_id": "id-of-customer",
        "name": "Casey Customer",
        "email": EMAIL,
        "created_at": "2026-11-23T10:00:00Z",
        "addresses": [],
        "default_billing": None,
        "default_shipping": None,
        "preferences": {"list_size": 20, "text_size": "normal", "currency_display": "symbol"},
        "policies": [],
    }


@pytest.mark.parametrize("path", ["/account", "/account?form=password"])
def test_the_account_is_for_its_owner_only(path: str):
    assert Client().get(path).status == 401
    page = Client(page=True).get(path)
    assert page.status == 401
    assert "/login?next=" in page.text


def test_changes_what_is_given_and_keeps_the_rest():
    add_customer()
    client = logged_in()
    CALLS.clear()

    answer = client.post("/account", {"preferences": {"list_size": 50}})

    assert CALLS == ["GetItem", "GetItem", "UpdateItem"]
    assert answer.json == client.get("/account").json
    assert answer.json["preferences"]["list_size"] == 50
    assert answer.json["name"] == "Casey Customer"
    assert client.post("/account", {"name": "Case  Y"}).json["name"] == "Case Y"
    assert client.get("/account").json["preferences"]["list_size"] == 50


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"preferences": {"list_size": 4}},
        {"preferences": {"list_size": 101}},
        {"email": "other@example.com"},
        {"epoch": 7},
    ],
)
def test_refuses_changes_that_are_not_offered(fields: dict[str, Any]):
    add_customer()
    assert logged_in().post("/account", fields).status == 422


def test_a_remembered_login_may_change_the_name_but_is_not_shown_the_password_form():
    add_customer()
    client = logged_in(remember=True)
    client.now += timedelta(hours=2)

    assert client.post("/account", {"name": "Casey C"}).status == 200
    page = unescape(copied(client, page=True).get("/account?form=password").text)
    assert 'name="new_password"' not in page
    assert "/login?next=" in page


def test_a_person_changes_the_account_on_pages():
    add_customer()
    person = copied(logged_in(), page=True)

    assert "Casey Customer" in person.get("/account").text
    assert 'value="Casey Customer"' in person.get("/account?form=details").text
    wrong = person.post("/account", {"name": "Casey", "preferences.list_size": "1000"})
    assert wrong.status == 422
    assert "Enter a number of at most 100." in wrong.text
    assert 'value="1000"' in wrong.text
    done = person.post("/account", {"name": "Casey", "preferences.list_size": "10"})
    assert (done.status, done.headers["location"]) == (303, "/account?done=details")
    assert "Saved." in person.get("/account?done=details").text
    assert "Casey Customer" not in person.get("/account").text


def test_an_account_that_is_gone_changes_no_more():
    customer = add_customer()
    client = logged_in()

    with failing("UpdateItem", "ConditionalCheckFailedException", times=1):
        answer = client.post("/account", {"name": "Casey"})

    assert answer.status == 404
    assert customers.get(customer.customer_id).name == "Casey Customer"


def test_the_claim_to_an_address_can_be_given_up():
    customer = add_customer()

    write_together(lambda t: customer_emails.remove_in(t, EMAIL, customer.customer_id))

    assert customer_emails.find_customer_id(EMAIL) is None
