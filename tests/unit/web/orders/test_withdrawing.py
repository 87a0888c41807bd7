"""Withdrawing in two steps, as programs and browsers do."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.fulfilment import ship
from shop.domain.orders import By
from shop.gateways.order_links import order_key
from shop.storage import order_changes, orders, products, return_requests, withdrawals
from shop.storage.orders import row_of
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Answer, Client
from tests.support.interleaving import cancelled, just_before
from tests.support.orders import NUMBER, an_order
from tests.support.returns import SHIPPED
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "Ada Sample", "number": NUMBER, "email": "ada@example.com"} | changes


def token_of(**changes: Any) -> str:
    answer = Client().post("/withdraw", body(**changes))
    assert answer.status == 200, answer.text
    return str(answer.json["token"])


def withdraw(now: Any = NOW, **changes: Any) -> Answer:
    return Client(now=now).post("/withdraw", {"token": token_of(**changes)})


def outcome() -> str:
    (row,) = [w for s in ("open", "done") for w in withdrawals.list_by_state(s, 10)]
    return row.outcome


def kept(status: str = "awaiting_payment", **changes: Any) -> None:
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    row_of(an_order(status=status, **changes)).save()


def test_the_first_step_repeats_the_declaration_and_keeps_nothing(tables: Tables):
    kept()
    CALLS.clear()
    answer = Client().post("/withdraw", body(number=" ct 2pqx5mwja "))

    assert (answer.status, answer.json["status"]) == (200, "to-be-confirmed")
    assert answer.json["declaration"] == {
        "number": NUMBER,
        "name": "Ada Sample",
        "email": "ada@example.com",
        "lines": [],
        "goods": "",
    }
    assert list(CALLS) == []
    assert tables.count("WithdrawalsTable") == tables.count("MailsTable") == 0


def test_the_second_step_receives_it_and_cancels_what_was_not_sent(tables: Tables):
    kept()
    token = token_of()
    CALLS.clear()
    answer = Client().post("/withdraw", {"token": token})

    assert (answer.status, answer.json["status"]) == (201, "received")
    assert answer.json["declared_at"] == "2026-11-23T10:00:00Z"
    assert answer.json["declaration"]["number"] == NUMBER
    counted = ["UpdateItem"] * 4  # two limits, whose windows begin
    assert ["GetItem", *counted, "Query", "Query", "TransactWriteItems"] == CALLS
    order, events = orders.get_with_events(NUMBER)
    assert (order.status, events[-1].type, events[-1].actor) == ("cancelled", "withdrawn", "guest")
    assert products.get("LAMP").available == 2
    (mail,) = tables.items("MailsTable")
    assert (mail["template"], mail["to"]) == ("withdrawal-receipt", "ada@example.com")


def test_what_was_sent_may_come_back_and_its_owner_is_told_where_to(tables: Tables):
    kept("shipped")
    withdraw()
    (asked,) = return_requests.list_by_order(NUMBER)
    assert (asked.state, asked.is_withdrawal) == ("approved", True)
    templates = {mail["template"] for mail in tables.items("MailsTable")}
    assert templates == {"withdrawal-receipt", "order-return-approved"}


def test_confirmed_twice_it_is_one_and_has_one_receipt(tables: Tables):
    kept("shipped")
    token = token_of()
    first = Client().post("/withdraw", {"token": token})
    again = Client(now=NOW + timedelta(hours=2)).post("/withdraw", {"token": token})
    assert (first.status, first.json) == (again.status, again.json)
    assert len(return_requests.list_by_order(NUMBER)) == 1
    assert tables.count("MailsTable") == 2


def test_confirmed_twice_at_once_it_is_one():
    kept()
    token = token_of()

    def quicker() -> None:
        assert Client().post("/withdraw", {"token": token}).status == 201

    with just_before("TransactWriteItems", quicker):
        answer = Client(now=NOW + timedelta(seconds=1)).post("/withdraw", {"token": token})
    assert answer.json["declared_at"] == "2026-11-23T10:00:00Z"
    assert products.get("LAMP").available == 2


def test_an_order_that_leaves_meanwhile_comes_back_instead():
    kept("paid")
    token = token_of()

    def leave() -> None:
        order, _ = orders.get_with_events(NUMBER)
        order_changes.change(order, *ship(order, "", NOW, By("operator")), seconds_left=10)

    with just_before("TransactWriteItems", leave):
        Client().post("/withdraw", {"token": token})
    assert outcome() == "return_approved"
    assert orders.get_with_events(NUMBER)[0].status == "shipped"


@pytest.mark.parametrize(
    ("number", "email"),
    [
        (NUMBER, "somebody.else@example.com"),
        ("CT-2345-2345-2", "ada@example.com"),
        ("My last order", "ada@example.com"),
    ],
)
def test_the_answer_is_the_same_whether_the_order_is_there_or_not(number, email, tables: Tables):
    kept()
    CALLS.clear()
    found = withdraw()
    calls = list(CALLS)
    CALLS.clear()
    unknown = withdraw(number=number, email=email)
    assert [c for c in CALLS if c != "UpdateItem"] == [c for c in calls if c != "UpdateItem"]

    def blanked(answer: Answer) -> str:
        declared = answer.json["declaration"]
        text = answer.text.replace(answer.json["withdrawal_id"], "ID")
        return text.replace(declared["number"], "N").replace(declared["email"], "E")

    assert (found.status, blanked(found)) == (unknown.status, blanked(unknown))
    receipts = [m for m in tables.items("MailsTable") if m["template"] == "withdrawal-receipt"]
    assert len(receipts) == 2


@pytest.mark.parametrize("number", [NUMBER, "CT-2345-2345-2", "My last order"])
def test_one_that_matches_no_order_is_not_lost_and_touches_none(number, tables: Tables):
    kept()
    withdraw(number=number, email="bo@example.com")
    (waiting,) = withdrawals.list_by_state("open", 10)
    assert (waiting.outcome, waiting.order_number) == ("unmatched", None)
    assert orders.get_with_events(NUMBER)[1] == ()
    assert [mail["to"] for mail in tables.items("MailsTable")] == ["bo@example.com"]


def test_the_orders_key_stands_for_its_address():
    kept()
    withdraw(email="bo@example.com", key=order_key(NUMBER))
    assert outcome() == "cancelled"


@pytest.mark.parametrize("key", ["k1.AAAA", "", "x"])
def test_a_wrong_key_stands_for_nothing(key):
    kept()
    withdraw(email="bo@example.com", key=key)
    assert outcome() == "unmatched"


def test_lines_are_named_as_the_order_names_them():
    kept("shipped")
    lines = [{"sku": "LAMP", "quantity": 1}, {"sku": "MUG", "quantity": 0}]
    answer = withdraw(lines=lines, key=order_key(NUMBER))
    assert answer.json["declaration"]["lines"] == [{"sku": "LAMP", "quantity": 1, "name": "Lamp"}]
    (asked,) = return_requests.list_by_order(NUMBER)
    assert [(line.sku, line.quantity) for line in asked.lines] == [("LAMP", 1)]


def test_one_that_is_late_is_received_and_its_owner_told_so(tables: Tables):
    kept("paid")
    order, _ = orders.get_with_events(NUMBER)
    order_changes.change(order, *ship(order, "", NOW, By("operator")), seconds_left=10)
    answer = withdraw(now=NOW + timedelta(days=60))
    assert answer.json["status"] == "received"
    assert outcome() == "late"
    templates = [mail["template"] for mail in tables.items("MailsTable")]
    assert sorted(templates) == ["withdrawal-receipt", "withdrawal-waiting"]
    _, events = orders.get_with_events(NUMBER)
    assert events[-1].type == "withdrawal_received"


def test_elsewhere_somebody_has_to_look():
    kept(shipping_address=replace(SHIPPED.shipping_address, country="US"))
    withdraw()
    assert outcome() == "not_offered"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"number": ""}, "number"), ({"email": "ada"}, "email")],
)
def test_asks_for_a_name_an_order_and_an_address_and_nothing_else(changes, field):
    answer = Client().post("/withdraw", body(**changes))
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_takes_no_reason():
    answer = Client().post("/withdraw", body(reason="Too bright."))
    assert answer.status == 422


def test_a_token_of_others_is_refused(tables: Tables):
    token = token_of()
    forged = ("00" if token[:2] != "00" else "11") + token[2:]
    assert Client().post("/withdraw", {"token": forged}).status == 400
    assert Client().post("/withdraw", {"token": "x"}).status == 400
    assert tables.count("WithdrawalsTable") == 0


def test_an_address_may_declare_only_so_much_in_an_hour(tables: Tables):
    answers = [withdraw(email=f"a{n}@example.com") for n in range(6)]
    assert [answer.status for answer in answers] == [201] * 5 + [429]
    assert tables.count("MailsTable") == 5


def test_nobodys_inbox_is_filled(tables: Tables):
    tokens = [token_of() for _ in range(11)]
    answers = [
        Client(address=f"192.0.2.{n}").post("/withdraw", {"token": token})
        for n, token in enumerate(tokens, 1)
    ]
    assert [answer.status for answer in answers] == [201] * 10 + [429]


def test_if_somebody_is_always_quicker_nothing_is_written(tables: Tables):
    kept()
    token = token_of()
    with failing("TransactWriteItems", cancelled(*["ConditionalCheckFailed"] * 9)):
        assert Client().post("/withdraw", {"token": token}).status == 503
    assert tables.count("WithdrawalsTable") == 0


def test_the_form_says_how_long_and_where_it_is_offered():
    data = Client().get("/withdraw").json
    assert data["period_days"] == 14
    assert {"DE", "GB", "NO"} <= set(data["countries"])
    assert data["lines"] == []
    page = Client(page=True).get("/withdraw").text
    assert "You need not say why." in page
    assert "Germany" in page
    assert 'href="/policies/shipping-returns"' in page


def test_the_link_of_an_order_fills_the_form_in():
    kept("shipped")
    path = f"/withdraw?number={NUMBER}&key={order_key(NUMBER)}"
    assert [line["name"] for line in Client().get(path).json["lines"]] == ["Lamp", "Mug"]
    page = Client(page=True).get(path).text
    assert f'value="{NUMBER}"' in page
    assert "How many of Lamp (of 2)" in page
    assert "ada@example.com" not in page


@pytest.mark.parametrize("key", ["", "k1.AAAA"])
def test_without_the_key_the_form_tells_nothing_of_an_order(key):
    kept("shipped")
    assert Client().get(f"/withdraw?number={NUMBER}&key={key}").json["lines"] == []


def test_a_person_declares_confirms_and_reads_the_receipt():
    kept("shipped")
    person = Client(page=True)
    typed = body(key=order_key(NUMBER)) | {
        "lines.0.sku": "LAMP",
        "lines.0.quantity": "1",
        "lines.1.sku": "MUG",
        "lines.1.quantity": "0",
    }
    page = person.post("/withdraw", typed)
    assert page.status == 200
    assert "1 × Lamp" in page.text
    assert "Confirm withdrawal" in page.text
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    receipt = person.post("/withdraw", {"token": token[1]})
    assert receipt.status == 201
    assert "We have received your withdrawal" in receipt.text
    assert "23 November 2026, 10:00 UTC" in receipt.text
    assert "1 × Lamp" in receipt.text


def test_a_mistake_shows_the_form_again_with_what_was_typed():
    kept("shipped")
    typed = body(email="ada", key=order_key(NUMBER)) | {"goods": "The lamp"}
    answer = Client(page=True).post("/withdraw", typed)
    assert answer.status == 422
    assert 'value="Ada Sample"' in answer.text
    assert "How many of Lamp" in answer.text
    assert f'name="key" value="{order_key(NUMBER)}"' in answer.text


def test_a_confirmation_that_is_refused_can_be_sent_again():
    token = token_of()
    for _ in range(5):
        withdraw(number="My last order")
    answer = Client(page=True).post("/withdraw", {"token": token})
    assert answer.status == 429
    assert f'value="{token}"' in answer.text
    assert "Confirm withdrawal" in answer.text


def test_a_number_that_looks_wrong_is_pointed_out():
    page = Client(page=True).post("/withdraw", body(number="My last order")).text
    assert "does not look like one of our order numbers" in page
    assert "does not look like" not in Client(page=True).post("/withdraw", body()).text


def test_what_was_typed_stays_on_its_line():
    answer = Client().post("/withdraw", body(name="Ada  Sample", goods=" The  lamp "))
    declared = answer.json["declaration"]
    assert (declared["name"], declared["goods"]) == ("Ada Sample", "The lamp")
