"""Keeping display preferences where the visitor allows it, through the front door."""

import pytest

from tests.support.accounts import add_customer, copied, logged_in
from tests.support.gateway import Client
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
YES = {"recognition": True, "statistics": False}


def test_nothing_is_remembered_of_who_said_neither_yes_nor_who_they_are():
    visitor = Client()
    assert visitor.get("/preferences").json["kept_in"] == "nothing"
    refused = visitor.post("/preferences", {"text_size": "large"})
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert refused.set_cookies == []
    page = Client(page=True).get("/preferences").text
    assert "Choose about being recognised" in page
    assert '<form action="/preferences"' not in page


def test_a_recognised_visitors_are_kept_in_their_cookie_without_a_database():
    visitor = Client()
    visitor.post("/cookies", YES)
    CALLS.clear()
    answer = visitor.post("/preferences", {"list_size": 50, "currency_display": "code"})
    assert CALLS == []
    liked = {"list_size": 50, "text_size": "normal", "currency_display": "code"}
    assert answer.json == liked | {"kept_in": "cookie"}
    assert visitor.get("/preferences").json == liked | {"kept_in": "cookie"}


def test_a_customers_are_kept_in_the_account_alone_without_a_yes(tables: Tables):
    add_customer()
    client = logged_in()
    answer = client.post("/preferences", {"list_size": 50})
    assert answer.json["kept_in"] == "account"
    assert answer.set_cookies == []
    (row,) = tables.items("CustomersTable")
    assert (row["list_size"], row["text_size"], row["currency_display"]) == (50, "normal", "symbol")
    assert client.get("/account").json["preferences"]["list_size"] == 50


def test_a_person_saves_them_with_a_form():
    visitor = Client()
    visitor.post("/cookies", YES)
    person = copied(visitor, page=True)
    fields = {"list_size": "30", "text_size": "larger", "currency_display": "symbol"}
    led = person.post("/preferences", fields)
    assert (led.status, led.headers["location"]) == (303, "/preferences?done=saved")
    page = person.get(led.headers["location"]).text
    assert "Your preferences are saved." in page
    assert 'name="list_size" type="text" value="30"' in page
    assert '<option value="larger" selected>' in page


@pytest.mark.parametrize(
    "fields", [{"list_size": 4}, {"list_size": 101}, {"text_size": "huge"}, {"theme": "dark"}]
)
def test_refuses_what_is_not_offered(fields: dict[str, object]):
    visitor = Client()
    visitor.post("/cookies", YES)
    assert visitor.post("/preferences", fields).status == 422
