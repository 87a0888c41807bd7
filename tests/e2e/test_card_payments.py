"""Payments by card on the deployed shop, where clicks and cancellations really meet."""

import concurrent.futures
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.test_journey import checkout, confirm, new_email, some_product
from tests.e2e.test_order_desk import available, call, differences, make_overdue

THREADS = 8


@pytest.fixture
def order(shop, new_visitor) -> dict[str, Any]:
    """An order that waits to be paid by card."""
    buyer = new_visitor()
    buyer.post("/cart/lines", json={"sku": some_product(buyer), "quantity": 1})
    reply = confirm(buyer, checkout(buyer, new_email(), payment_method="card"))
    assert reply.status_code == 201, reply.text
    placed: dict[str, Any] = reply.json()
    return placed


def at_once(*works: Callable[[], httpx.Response]) -> Counter[int]:
    """Do things at the same time, each by several; return how often each status was answered."""
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(works[number % len(works)]) for number in range(THREADS)]
        return Counter(reply.result().status_code for reply in asked)


def start(shop, order: dict[str, Any]) -> httpx.Response:
    with shop.client() as anybody:
        reply: httpx.Response = anybody.get(f"/orders/{order['number']}/pay?key={order['key']}")
        return reply


def pay(shop, page: str) -> httpx.Response:
    split = urlsplit(page)
    with shop.client() as anybody:
        fields = {"key": split.query.removeprefix("key="), "outcome": "paid"}
        reply: httpx.Response = anybody.post(split.path, json=fields)
        return reply


def cancel(shop, order: dict[str, Any]) -> httpx.Response:
    with shop.client() as anybody:
        path = f"/orders/{order['number']}/cancel"
        reply: httpx.Response = anybody.post(path, json={"key": order["key"]})
        return reply


def shown(shop, order: dict[str, Any]) -> tuple[str, list[str]]:
    with shop.client() as anybody:
        found = anybody.get(f"/orders/{order['number']}?key={order['key']}").json()
    types = [event["type"] for event in found["events"]]
    # The bookkeeping comes whenever its turn is.
    return found["status"], [kind for kind in types if kind not in ("invoiced", "credited")]


def test_many_clicks_start_one_payment_and_pay_it_once(shop, order):
    assert at_once(lambda: start(shop, order)) == {200: THREADS}
    started = start(shop, order).json()
    assert started["payment_id"] == f"{order['number']}.1"

    outcomes = at_once(lambda: pay(shop, started["page"]))
    print(f"{THREADS} clicks on one page: {dict(outcomes)}, order {shown(shop, order)}")
    assert outcomes == {200: THREADS}
    assert shown(shop, order) == ("paid", ["placed", "paid"])


def test_paying_and_cancelling_at_once_keeps_no_money_silently(shop, order):
    page = start(shop, order).json()["page"]
    outcomes = at_once(lambda: pay(shop, page), lambda: cancel(shop, order))

    status, events = shown(shop, order)
    print(f"{THREADS} payers and cancellers: {dict(outcomes)}, order {status}, {events}")
    assert set(outcomes) <= {200, 409, 503}
    assert pay(shop, page).status_code == 200
    assert cancel(shop, order).status_code == 200
    assert shown(shop, order) in (
        ("cancelled", ["placed", "paid", "cancelled"]),
        ("cancelled", ["placed", "cancelled", "refund_due"]),
    )
    table = shop.outputs()["PaymentsTable"]
    [payment] = shop.aws("dynamodb").query(
        TableName=table,
        KeyConditionExpression="order_number = :number AND begins_with(part, :part)",
        ExpressionAttributeValues={":number": {"S": order["number"]}, ":part": {"S": "payment#"}},
    )["Items"]
    assert payment["state"] == {"S": "refund_due"}
    assert payment["due_pence"] == {"N": str(order["total"]["amount"])}


def test_a_card_paid_after_the_order_expired_takes_the_goods_once(shop, order):
    page = start(shop, order).json()["page"]
    make_overdue(shop, order["number"])
    call(shop, "housekeeping", task="expire-unpaid")
    assert shown(shop, order) == ("expired", ["placed", "expired"])
    sku = order["lines"][0]["sku"]
    before = available(shop, sku)

    outcomes = at_once(lambda: pay(shop, page))

    print(f"{THREADS} clicks on the page of an expired order: {dict(outcomes)}")
    assert pay(shop, page).status_code == 200
    assert shown(shop, order) == ("paid", ["placed", "expired", "paid"])
    assert available(shop, sku) == before - 1
    assert differences(shop) == []
