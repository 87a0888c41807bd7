"""Operators and tasks that meet at one order, on a data store whose transactions are atomic."""

import concurrent.futures
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.e2e.test_journey import checkout, confirm, new_email
from tools.local_cloud.invoking import invoke

OPERATORS = 4
ROUNDS = 6
OPERATOR = "arn:aws:iam::000000000000:user/operator"
LONG_AGO = "2026-01-02T23:59:59Z"


def call(shop, function: str, **event: Any) -> dict[str, Any]:
    answer = invoke(shop.place, function, event)
    assert "FunctionError" not in answer, answer
    return answer["Payload"]


def desk(shop, action: str, number: str, **given: Any) -> dict[str, Any]:
    """Act as a careful operator does: the same again while the shop is busy."""
    asked = {"action": action, "number": number, "operator": OPERATOR} | given
    answer = call(shop, "desk", **asked)
    for _ in range(20):
        if answer.get("error") != "try-again":
            break
        answer = call(shop, "desk", **asked)
    return answer


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def available(shop, sku: str) -> int:
    answer = shop.aws("dynamodb").get_item(
        TableName=shop.outputs()["ProductsTable"], Key={"sku": {"S": sku}}, ConsistentRead=True
    )
    return int(answer["Item"]["available"]["N"])


@pytest.fixture
def sku(shop) -> str:
    """A product of which there is enough for every order here."""
    with shop.client() as visitor:
        found = visitor.get("/products", params={"limit": 50}).json()["products"]
    return max(found, key=lambda product: product["max_quantity"])["sku"]


def buy(visitor, sku: str) -> dict[str, Any]:
    visitor.post("/cart/lines", json={"sku": sku, "quantity": 1})
    reply = confirm(visitor, checkout(visitor, new_email()))
    assert reply.status_code == 201, reply.text
    return reply.json()


def history(shop, number: str) -> list[str]:
    """Return what happened; the bookkeeping comes whenever its turn is."""
    answer = call(shop, "desk", action="order", number=number)
    types = [event["type"] for event in answer["events"]]
    return [kind for kind in types if kind not in ("invoiced", "credited")]


def make_overdue(shop, number: str) -> None:
    shop.aws("dynamodb").update_item(
        TableName=shop.outputs()["OrdersTable"],
        Key={"number": {"S": number}, "part": {"S": "order"}},
        UpdateExpression="SET payment_due_at = :due",
        ExpressionAttributeValues={":due": {"S": LONG_AGO}},
    )


def differences(shop) -> list[Any]:
    return call(shop, "housekeeping", task="reconcile-stock")["differences"]


def test_operators_at_once_note_one_payment(shop, visitor, sku):
    number = buy(visitor, sku)["number"]
    answers = at_once(*[lambda: desk(shop, "mark-paid", number)] * OPERATORS)

    print(f"{OPERATORS} operators: {Counter(answer.get('outcome') for answer in answers)}")
    assert [answer["outcome"] for answer in answers] == ["paid"] * OPERATORS
    assert history(shop, number) == ["placed", "paid"]
    windows = {str(answer["order"]["ships_between"]) for answer in answers}
    assert len(windows) == 1
    assert "None" not in windows


def test_of_cancelling_and_shipping_at_once_exactly_one_happens(shop, new_visitor, sku):
    won: Counter[str] = Counter()
    for _ in range(ROUNDS):
        number = buy(new_visitor(), sku)["number"]
        desk(shop, "mark-paid", number)
        before = available(shop, sku)
        answers = at_once(
            partial(desk, shop, "cancel", number),
            partial(desk, shop, "ship", number, tracking="AB 123"),
        )
        outcomes = [answer["outcome"] for answer in answers if "outcome" in answer]
        refusals = [answer["error"] for answer in answers if "error" in answer]

        assert len(outcomes) == len(refusals) == 1, answers
        assert refusals[0] in ("conflict", "not-cancellable")
        assert history(shop, number) == ["placed", "paid", outcomes[0]]
        assert available(shop, sku) == before + (outcomes[0] == "cancelled")
        won[outcomes[0]] += 1
    print(f"{ROUNDS} orders cancelled and shipped at once: {dict(won)}")
    assert differences(shop) == []


def test_a_late_payment_and_the_end_of_the_time_take_the_goods_once(shop, new_visitor, sku):
    before = available(shop, sku)
    ways: Counter[str] = Counter()
    for _ in range(ROUNDS):
        number = buy(new_visitor(), sku)["number"]
        make_overdue(shop, number)
        *_, paid = at_once(
            lambda: call(shop, "housekeeping", task="expire-unpaid"),
            lambda: call(shop, "housekeeping", task="expire-unpaid"),
            partial(desk, shop, "mark-paid", number),
        )
        assert paid["outcome"] == "paid"
        ways[" ".join(history(shop, number))] += 1
    print(f"{ROUNDS} orders paid and expired at once: {dict(ways)}")
    assert set(ways) <= {"placed paid", "placed expired paid"}
    assert available(shop, sku) == before - ROUNDS
    assert differences(shop) == []


def test_two_tasks_at_once_let_an_order_expire_once(shop, visitor, sku):
    before = available(shop, sku)
    order = buy(visitor, sku)
    make_overdue(shop, order["number"])
    tasks = at_once(*[lambda: call(shop, "housekeeping", task="expire-unpaid")] * 2)

    print(f"2 tasks at once: {tasks}")
    assert sum(task["expired"] for task in tasks) == 1
    assert history(shop, order["number"]) == ["placed", "expired"]
    assert available(shop, sku) == before
    assert differences(shop) == []


def test_what_was_shipped_is_asked_to_go_back_once(shop, visitor, sku):
    order = buy(visitor, sku)
    number, key = order["number"], order["key"]
    asked = {"lines": [{"sku": sku, "quantity": 1}], "reason": "Too bright.", "key": key}
    early = visitor.post(f"/orders/{number}/return", json=asked)
    assert early.status_code == 409
    desk(shop, "mark-paid", number)
    desk(shop, "ship", number, tracking="AB 123")

    replies = at_once(*[lambda: visitor.post(f"/orders/{number}/return", json=asked)] * 3)

    print(f"3 times the same request: {Counter(reply.status_code for reply in replies)}")
    assert {reply.json()["return_id"] for reply in replies} == {f"{number}-R1"}
    mails = [shop.wait_for_mail(order["email"], words) for words in ("paid", "way", "return")]
    assert all(number in mail["Subject"] for mail in mails)
    shown = call(shop, "desk", action="diagnose", number=number, operator=OPERATOR, reason="a test")
    assert [asked["return_id"] for asked in shown["returns"]] == [f"{number}-R1"]
    assert {mail["template"] for mail in shown["mails"]} >= {"order-received", "order-shipped"}
