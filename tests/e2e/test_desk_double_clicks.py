"""Each change of the desk pressed twice at the same instant, where transactions are atomic."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from shop.gateways import clock
from tests.e2e.test_order_desk import OPERATOR, at_once, available, buy, call, desk, history, sku

__all__ = ["sku"]

CLICKS = 4


@pytest.fixture
def order(shop, visitor, sku) -> dict[str, Any]:
    return buy(visitor, sku)


def pressed(shop, action: str, **given: Any) -> list[dict[str, Any]]:
    """Press a button several times at once; each must be told that it is done."""
    answers = at_once(*[partial(ask, shop, action, **given)] * CLICKS)
    print(f"{action}: {Counter(str(answer.get('outcome')) for answer in answers)}")
    assert [answer for answer in answers if "error" in answer] == []
    return answers


def ask(shop, action: str, **given: Any) -> dict[str, Any]:
    """Ask as the terminal does: the same again while the shop is busy."""
    asked = {"action": action, "operator": OPERATOR} | given
    answer = call(shop, "desk", **asked)
    for _ in range(20):
        if answer.get("error") != "try-again":
            break
        answer = call(shop, "desk", **asked)
    return answer


def paid_back(shop, number: str) -> list[int]:
    told = ask(shop, "diagnose", number=number, reason="to see what was paid back")
    return [payment["refunded_pence"] for payment in told["payments"]]


def test_an_order_is_paid_packed_and_sent_once(shop, order):
    number = order["number"]
    pressed(shop, "mark-paid", number=number)
    pressed(shop, "pack", number=number)
    pressed(shop, "ship", number=number, tracking="AB 123")
    assert history(shop, number) == ["placed", "paid", "packing", "shipped"]


def test_an_order_is_cancelled_and_its_goods_are_on_sale_again_once(shop, order, sku):
    before = available(shop, sku)
    pressed(shop, "cancel", number=order["number"])
    assert history(shop, order["number"]) == ["placed", "cancelled"]
    assert available(shop, sku) == before + 1


def test_money_is_sent_back_once(shop, order):
    number = order["number"]
    desk(shop, "mark-paid", number)
    pressed(shop, "refund", number=number, amount_pence=100, key="k1", how="bank", reference="B-1")
    assert paid_back(shop, number) == [100]
    assert (
        history(shop, number).count("partly_refunded") + history(shop, number).count("refunded")
        == 1
    )


def test_goods_come_back_and_are_paid_for_once(shop, visitor, order, sku):
    number = order["number"]
    desk(shop, "mark-paid", number)
    desk(shop, "ship", number, tracking="AB 123")
    asked = {"lines": [{"sku": sku, "quantity": 1}], "reason": "Too bright.", "key": order["key"]}
    return_id = visitor.post(f"/orders/{number}/return", json=asked).json()["return_id"]
    ask(shop, "approve-return", return_id=return_id)
    before = available(shop, sku)
    lines = [{"sku": sku, "restocked": 1, "damaged": 0}]
    pressed(shop, "receive-return", return_id=return_id, lines=lines)
    assert available(shop, sku) == before + 1
    answers = pressed(shop, "refund-return", return_id=return_id, how="bank", reference="B-2")
    due_pence = answers[0]["return"]["refund_due"]["amount"]
    assert sum(paid_back(shop, number)) == due_pence > 0


def test_a_stock_is_set_once(shop, sku):
    before = available(shop, sku)
    key = clock.new_id(8)
    fields = {"sku": sku, "reason": "counted", "key": key, "available_read": before}
    pressed(shop, "set-stock", available=before + 7, **fields)
    assert available(shop, sku) == before + 7
    moved = ask(shop, "stock-history", sku=sku)["movements"]
    mine = [movement for movement in moved if key in movement["source"]]
    assert [(m["quantity"], m["actor"], m["note"]) for m in mine] == [(7, OPERATOR, "counted")]


def test_a_promotion_is_started_once(shop):
    code = f"TWICE-{clock.new_number(20):05X}"
    told = pressed(
        shop,
        "start-promotion",
        code=code,
        kind="percent",
        amount=10,
        ends_at="2099-01-01T00:00:00Z",
    )
    assert {answer["promotion"]["made_by"] for answer in told} == {OPERATOR}


def test_a_message_is_answered_noted_and_taken_once(shop, visitor):
    told = {"name": "Ada", "email": "ada@example.com", "topic": "other", "message": "Well?"}
    ticket = visitor.post("/contact", json=told).json()["ticket"]
    pressed(shop, "reply", ticket=ticket, key="k1", message="Well.")
    pressed(shop, "note", ticket=ticket, key="k1", note="She is well.")
    pressed(shop, "assign", ticket=ticket, to="me")
    shown = ask(shop, "message", ticket=ticket)
    assert [m["author"] for m in shown["messages"]] == ["customer", "shop"]
    assert sorted(entry["kind"] for entry in shown["history"]) == ["assigned", "note"]
