"""Finding an order again by its number and e-mail address."""

from datetime import timedelta

import pytest

from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import bought
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
NOBODYS = "CT-2PQX-5MWJ-A"


def test_the_link_is_mailed_if_number_and_address_match(tables: Tables):
    stock(make_product())
    order = bought(Client())

    answer = Client().post("/orders/find", {"number": order["number"], "email": "ADA@example.com"})

    assert (answer.status, answer.json) == (202, {"status": "check-your-email"})
    (mail,) = tables.items("MailsTable")
    assert (mail["to"], mail["template"]) == ("ada@example.com", "order-link")
    assert f"/orders/{order['number']}?key={order['key']}" in mail["values"]


@pytest.mark.parametrize(
    "change", [{"email": "bo@example.com"}, {"number": NOBODYS}, {"number": "no number"}]
)
def test_nothing_is_mailed_if_they_do_not_match(change, tables: Tables):
    stock(make_product())
    right = {"number": bought(Client())["number"], "email": "ada@example.com"}

    answer = Client().post("/orders/find", right | change)

    assert answer.status == 202
    assert tables.count("MailsTable") == 0


@pytest.mark.parametrize("field", ["number", "email"])
def test_nothing_tells_whether_an_order_was_found(field, tables: Tables):
    stock(make_product())
    right = {"number": bought(Client())["number"], "email": "ada@example.com"}
    wrong = right | {field: {"number": NOBODYS, "email": "bo@example.com"}[field]}
    Client().post("/orders/find", right | {"email": "warm-up@example.com"})
    answers, calls = [], []
    for fields in (right, wrong):
        CALLS.clear()
        answers.append(Client().post("/orders/find", fields))
        calls.append(list(CALLS))

    assert answers[0].response == answers[1].response
    assert calls[0] == calls[1] == ["UpdateItem", "Query", "PutItem"]
    assert tables.count("MailsTable") == 1


def test_an_order_is_mailed_about_once_an_hour(tables: Tables):
    stock(make_product())
    shop = Client()
    fields = {"number": bought(shop)["number"], "email": "ada@example.com"}
    for _ in range(3):
        shop.post("/orders/find", fields)
    assert tables.count("MailsTable") == 1
    shop.now += timedelta(hours=1)
    shop.post("/orders/find", fields)
    assert tables.count("MailsTable") == 2


def test_ten_tries_an_hour_are_enough():
    statuses = [
        Client().post("/orders/find", {"number": NOBODYS, "email": "ada@example.com"}).status
        for _ in range(11)
    ]

    assert statuses == [202] * 10 + [429]


def test_both_are_needed():
    answer = Client().post("/orders/find", {"number": ""})

    assert {error["field"] for error in answer.json["errors"]} == {"number", "email"}


def test_a_browser_is_told_where_to_look():
    person = Client(page=True)
    assert "Find your order" in person.get("/orders/find").text

    answer = person.post("/orders/find", {"number": "ct 2pqx 5mwj a", "email": "ada@example.com"})

    assert (answer.status, answer.headers["location"]) == (303, "/orders/find?sent=yes")
    assert "on its way" in person.get("/orders/find?sent=yes").text
    again = person.post("/orders/find", {"number": "CT", "email": ""})
    assert (again.status, 'value="CT"' in again.text) == (422, True)
