"""Asking to return something, as programs and browsers do."""

from typing import Any

import pytest

from shop.gateways.order_links import order_key
from shop.storage.orders import row_of
from tests.support.faults import failing
from tests.support.gateway import Client
from tests.support.interleaving import cancelled, just_before
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
PATH = f"/orders/{NUMBER}/return"


def body(**changes: Any) -> dict[str, Any]:
    lines = [{"sku": "LAMP", "quantity": 1}]
    return {"lines": lines, "reason": "Too bright.", "key": order_key(NUMBER)} | changes


def kept(status: str = "shipped") -> None:
    row_of(an_order(status=status)).save()


def test_keeps_a_request_and_confirms_it_by_mail(tables: Tables):
    kept()
    CALLS.clear()
    answer = Client().post(PATH, body())

    assert answer.status == 201
    assert list(CALLS) == [
        "Query",
        "Query",
        "TransactWriteItems",
    ]
    assert answer.json == {
        "return_id": f"{NUMBER}-R1",
        "number": NUMBER,
        "state": "requested",
        "lines": [{"sku": "LAMP", "quantity": 1}],
        "reason": "Too bright.",
        "requested_at": "2026-11-23T10:00:00Z",
        "is_withdrawal": False,
        "answer": "",
        "received": [],
        "refund_due": None,
    }
    (mail,) = tables.items("MailsTable")
    assert mail["template"] == "order-return-received"
    assert "Too bright" not in str(mail)


def test_the_same_sent_twice_is_one_request(tables: Tables):
    kept()
    answers = [Client().post(PATH, body()) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert tables.count("MailsTable") == 1


def test_a_browser_sends_every_line_of_the_order_and_comes_back_to_its_page():
    kept()
    shop = Client(page=True)
    page = shop.get(f"/orders/{NUMBER}?key={order_key(NUMBER)}").text
    assert 'name="lines.1.quantity"' in page
    answer = shop.post(
        PATH,
        {
            "lines.0.sku": "LAMP",
            "lines.0.quantity": "2",
            "lines.1.sku": "MUG",
            "lines.1.quantity": "0",
            "reason": "Too bright.",
            "key": order_key(NUMBER),
        },
    )
    assert answer.status == 303
    assert f"/orders/{NUMBER}" in answer.headers["location"]
    events = Client().get(f"/orders/{NUMBER}?key={order_key(NUMBER)}").json["events"]
    assert [event["type"] for event in events] == ["return_requested"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "LAMP", "quantity": 3}]}, "lines"),
        ({"lines": [{"sku": "LAMP", "quantity": -1}]}, "lines"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
    ],
)
def test_says_what_needs_mending(changes, field):
    kept()
    answer = Client().post(PATH, body(**changes))
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize("status", ["awaiting_payment", "paid", "cancelled"])
def test_only_what_was_shipped_goes_back(status):
    kept(status)
    answer = Client().post(PATH, body())
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    page = Client(page=True).get(f"/orders/{NUMBER}?key={order_key(NUMBER)}").text
    assert "Return something" not in page


def test_nobody_else_can_ask():
    kept()
    assert Client().post(PATH, body(key="k1." + "A" * 43)).status == 404


def test_a_twin_of_the_same_request_finds_what_the_other_kept(tables: Tables):
    kept()
    with just_before("TransactWriteItems", lambda: Client().post(PATH, body())):
        assert Client().post(PATH, body()).status == 201
    assert tables.count("MailsTable") == 1


def test_an_order_that_keeps_changing_is_given_up():
    kept()
    with failing("TransactWriteItems", cancelled("ConditionalCheckFailed")) as calls:
        assert Client().post(PATH, body()).status == 409
    assert len(calls) == 3
