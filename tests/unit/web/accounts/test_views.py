"""Addresses kept in the account, through the front door."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from shop.domain.address_book import AddressBook
from shop.domain.errors import Conflict
from shop.storage import address_books, customers
from tests.support.accounts import add_customer, an_event, copied, logged_in
from tests.support.gateway import Answer, Client
from tests.support.tables import CALLS, Tables

HOME = {
    "name": "Casey Customer",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
    "country": "gb",
}


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def add(client: Client, **changes: Any) -> Answer:
    return client.post("/account/addresses", HOME | changes)


def test_keeps_an_address_and_begins_with_the_first():
    client = logged_in()
    CALLS.clear()

    answer = add(client, line1=" 1  Sample Street ")

    assert CALLS == ["GetItem", "GetItem", "TransactWriteItems"]
    assert answer.status == 201
    shown = answer.json
    assert shown | {"id": ""} == HOME | {"id": "", "line2": "", "region": "", "country": "GB"}
    account = client.get("/account").json
    assert account["addresses"] == [shown]
    assert account["default_billing"] == account["default_shipping"] == shown["id"]


def test_changes_an_address_and_the_defaults():
    client = logged_in()
    home = add(client).json["id"]
    work = add(client, line1="2 Office Row", default_shipping=True).json["id"]

    answer = client.post(f"/account/addresses/{home}", HOME | {"city": "Sampleham"})

    assert (answer.status, answer.json["city"]) == (200, "Sampleham")
    account = client.get("/account").json
    assert [a["city"] for a in account["addresses"]] == ["Sampleham", "Exampleton"]
    assert (account["default_billing"], account["default_shipping"]) == (home, work)


def test_the_same_address_is_kept_once():
    client = logged_in()
    home = add(client).json
    CALLS.clear()

    again = add(client, line1="1 sample  STREET", postal_code="ex12mp")

    assert (again.status, again.json) == (201, home)
    assert CALLS == ["GetItem", "GetItem"]
    assert client.get("/account").json["addresses"] == [home]
    assert add(client, line2="Flat 2").json["id"] != home["id"]


def test_an_address_that_is_kept_already_can_become_a_default():
    client = logged_in()
    home = add(client).json["id"]
    work = add(client, line1="2 Office Row").json["id"]

    assert add(client, line1="2 office row", default_billing=True).json["id"] == work

    account = client.get("/account").json
    assert (account["default_billing"], account["default_shipping"]) == (work, home)
    told = [event["type"] for event in client.get("/account/history").json["events"]]
    assert sorted(told)[:3] == ["address-added", "address-added", "address-changed"]


def test_removes_an_address():
    client = logged_in()
    home = add(client).json["id"]

    assert client.post(f"/account/addresses/{home}/delete").status == 204
    account = client.get("/account").json
    assert (account["addresses"], account["default_billing"]) == ([], None)
    assert add(client).status == 201


@pytest.mark.parametrize("action", ["", "/delete"])
def test_somebody_elses_address_and_no_address_answer_alike(action: str):
    victim = logged_in()
    home = add(victim).json["id"]
    add_customer("thief@example.com")
    thief = logged_in("thief@example.com")
    fields = {} if action else HOME

    foreign = thief.post(f"/account/addresses/{home}{action}", fields)
    missing = thief.post(f"/account/addresses/missing{action}", fields)

    assert foreign.status == missing.status == 404
    assert foreign.text.replace(home, "") == missing.text.replace("missing", "")
    assert len(victim.get("/account").json["addresses"]) == 1


def test_keeps_at_most_twenty():
    client = logged_in()
    for number in range(20):
        assert add(client, line1=f"{number} Office Row").status == 201

    assert add(client).json["code"] == "conflict"
    assert add(client, line1="3 Office Row").status == 201


def test_tells_every_mistake_at_once():
    answer = add(logged_in(), line1=" ", postal_code="", country="ZZ")

    assert answer.status == 422
    assert {e["field"] for e in answer.json["errors"]} == {"line1", "country"}


def test_goods_may_go_there_so_a_remembered_login_is_not_enough():
    client = logged_in(remember=True)
    home = add(client).json["id"]
    client.now += timedelta(minutes=59)
    assert add(client, line1="2 Sample Street").status == 201
    client.now += timedelta(hours=2)
    paths = (
        "/account/addresses",
        f"/account/addresses/{home}",
        f"/account/addresses/{home}/delete",
    )

    for path in paths:
        fields = {} if path.endswith("delete") else HOME
        assert client.post(path, fields).json["code"] == "fresh-login-required"
        assert Client().post(path, fields).status == 401


def test_two_changes_at_once_do_not_overwrite_each_other():
    client = logged_in()
    before = customers.get("id-of-customer")
    add(client)

    with pytest.raises(Conflict):
        address_books.change(before, AddressBook(), an_event(), seconds_left=10)
    assert len(client.get("/account").json["addresses"]) == 1


def test_a_person_keeps_addresses_on_pages():
    person = copied(logged_in(remember=True), page=True)

    assert "Add an address" in person.get("/account?form=address").text
    wrong = unescape(add(person, city="").text)
    assert "Please fill this in." in wrong
    assert 'value="1 Sample Street"' in wrong
    assert 'action="/account/addresses"' in wrong
    saved = add(person)
    assert (saved.status, saved.headers["location"]) == (303, "/account?done=address")
    account = person.get("/account").text
    assert "United Kingdom" in account
    assert ">Delivery</" in account
    home = customers.get("id-of-customer").addresses[0].address_id
    form = unescape(person.get(f"/account?form=address&id={home}").text)
    assert "Change an address" in form
    assert 'value="EX1 2MP"' in form
    again = unescape(person.post(f"/account/addresses/{home}", HOME | {"city": ""}).text)
    assert f'action="/account/addresses/{home}"' in again
    done = person.post(f"/account/addresses/{home}/delete")
    assert (done.status, done.headers["location"]) == (303, "/account?done=removed")
    person.now += timedelta(hours=2)
    late = unescape(person.get("/account?form=address").text)
    assert "/login?next=/account%3Fform%3Daddress" in late.replace("%2F", "/")
    refused = person.post(f"/account/addresses/{home}/delete")
    assert refused.status == 403
    assert 'href="/login?next=/account"' in refused.text
