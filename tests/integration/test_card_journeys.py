"""Paying by card, from the cart to the money and back, through the handlers and a stand-in."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.desk import app as desk
from shop.domain.errors import TryAgain
from shop.domain.orders import By
from shop.domain.refunds import NotRefundable
from shop.storage import payment_events, payments, products
from shop.web.payments.refunds import pay_back, refundable_payment
from shop.web.payments.starts import return_path
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Answer, Client
from tests.support.orders import TYPED, bought
from tests.support.stripe_stand_in import StandIn, shop_with_stripe

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.enable_socket]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
TOTAL = 4393
BY = By("an operator", "request-1")


@pytest.fixture
def stripe(tables, monkeypatch) -> Iterator[StandIn]:
    stock(make_product("LAMP-1", price_pence=1999, available=3))
    with shop_with_stripe(monkeypatch) as stand_in:
        yield stand_in


def started(client: Client) -> Any:
    """Order by card and open Stripe's page; return the order."""
    order = bought(client, payment_method="card")
    assert client.get(f"/orders/{order['number']}/pay?key={order['key']}").status == 200
    return order


def tell(webhook: tuple[dict[str, str], str]) -> Answer:
    headers, body = webhook
    sender = Client(address="192.0.2.200")
    return sender.send(
        "POST",
        "/payments/stripe/webhook",
        body,
        {"content-type": "application/json; charset=utf-8", **headers},
    )


def come_back(order: Any, attempt: int = 1, *, now=NOW) -> Answer:
    payment = payments.get(order["number"], attempt)
    return Client(now=now).get(return_path(payment))


def shown(client: Client, order: Any) -> Any:
    return client.get(f"/orders/{order['number']}?key={order['key']}").json


def types(order: Any) -> list[str]:
    return [event["type"] for event in order["events"]]


def told(order: Any) -> list[tuple[str, str]]:
    found = payment_events.list_told(order["number"])
    return sorted((type_, outcome) for type_, outcome, _ in found)


def test_a_person_pays_in_a_browser_and_comes_back(stripe):
    person = Client(page=True)
    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})
    led_to_review = person.post("/checkout", TYPED | {"payment_method": "card"})
    review = person.get(led_to_review.headers["location"])
    assert "https://checkout.stripe.com" in review.headers["content-security-policy"]
    confirmed = person.post("/orders", dict(HIDDEN.findall(review.text)))
    led_to_stripe = person.get(confirmed.headers["location"])
    assert led_to_stripe.status == 303
    assert led_to_stripe.headers["location"].startswith("https://checkout.stripe.com/c/pay/cs_")

    [session] = stripe.sessions.values()
    stripe.pay(session["id"])
    [(_, _, asked)] = stripe.requests
    back = person.get(asked["success_url"].removeprefix("http://shop.localhost:3000"))
    assert "<h1>Thank you for your payment</h1>" in back.text
    [path] = re.findall(r'href="(/orders/CT[^"]+)"', html.unescape(back.text))
    page = person.get(path).text
    assert "Paid, being prepared" in page
    assert "27 November 2026 to 7 December 2026" in page


def test_paid_by_return_before_the_webhook(stripe):
    client = Client()
    order = started(client)
    webhook = stripe.pay("cs_test_1")

    assert come_back(order).json["state"] == "paid"
    assert come_back(order).json["state"] == "paid"
    paid = shown(client, order)
    assert (paid["status"], types(paid)) == ("paid", ["placed", "paid"])
    assert paid["ships_between"] == {"from": "2026-11-27", "to": "2026-12-07"}

    assert tell(webhook).status == 200
    assert shown(client, order) == paid
    assert told(order) == [("checkout.session.completed", "repeated"), ("look-up", "taken")]


def test_paid_by_webhook_before_the_return(stripe):
    client = Client()
    order = started(client)
    assert tell(stripe.pay("cs_test_1")).json == {"received": True}
    paid = shown(client, order)
    assert (paid["status"], types(paid)) == ("paid", ["placed", "paid"])

    asked = len(stripe.requests)
    assert come_back(order).json["state"] == "paid"
    assert len(stripe.requests) == asked
    assert shown(client, order) == paid


def test_a_webhook_that_comes_twice_pays_once(stripe):
    client = Client()
    order = started(client)
    webhook = stripe.pay("cs_test_1")
    assert [tell(webhook).status for _ in range(3)] == [200, 200, 200]
    assert types(shown(client, order)) == ["placed", "paid"]
    assert told(order) == [("checkout.session.completed", "taken")]


def test_a_declined_card_can_be_replaced_on_the_same_page(stripe):
    client = Client()
    order = started(client)
    assert tell(stripe.decline("cs_test_1")).status == 200
    assert come_back(order).json["state"] == "declined"
    assert shown(client, order)["status"] == "awaiting_payment"

    again = client.get(f"/orders/{order['number']}/pay?key={order['key']}").json
    assert (again["payment_id"], len(stripe.sessions)) == (f"{order['number']}.1", 1)
    tell(stripe.pay("cs_test_1"))
    assert shown(client, order)["status"] == "paid"


def test_who_walks_away_can_come_back_and_pay_on_a_new_page(stripe):
    client = Client()
    order = started(client)
    assert come_back(order).json["state"] == "pending"
    later = NOW + timedelta(hours=3)
    client.now = stripe.now = later
    webhook = stripe.expire("cs_test_1")
    assert come_back(order, now=later).json["state"] == "abandoned"
    sender = Client(now=later)
    assert sender.send("POST", "/payments/stripe/webhook", webhook[1], webhook[0]).status == 200

    again = client.get(f"/orders/{order['number']}/pay?key={order['key']}").json
    assert again["payment_id"] == f"{order['number']}.2"
    paid = stripe.pay("cs_test_2")
    assert sender.send("POST", "/payments/stripe/webhook", paid[1], paid[0]).status == 200
    assert shown(client, order)["status"] == "paid"
    assert told(order) == [
        ("checkout.session.completed", "taken"),
        ("checkout.session.expired", "repeated"),
        ("look-up", "taken"),
    ]


def test_two_pages_paid_on_leave_the_second_payment_owed(stripe):
    client = Client()
    order = started(client)
    tell(stripe.expire("cs_test_1"))
    client.get(f"/orders/{order['number']}/pay?key={order['key']}")
    tell(stripe.pay("cs_test_2"))
    # Out of order: the first page, told to be closed, was paid on all the same.
    tell(stripe.pay("cs_test_1"))

    assert payments.get(order["number"], 2).state == "paid"
    assert payments.get(order["number"], 1).state == "refund_due"
    assert types(shown(client, order)) == ["placed", "paid", "refund_due"]


def test_paid_after_the_order_was_cancelled_is_owed_and_paid_back(stripe):
    client = Client()
    order = started(client)
    cancelled = client.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})
    assert cancelled.json["status"] == "cancelled"
    assert products.get("LAMP-1").available == 3

    tell(stripe.pay("cs_test_1"))
    assert come_back(order).json["state"] == "refund_due"
    after = shown(client, order)
    assert (after["status"], types(after)) == ("cancelled", ["placed", "cancelled", "refund_due"])
    assert products.get("LAMP-1").available == 3

    pay_back(refundable_payment(order["number"], "a key"), None, "desk-1", NOW, BY, seconds_left=10)
    assert come_back(order).json["state"] == "refunded"
    assert [refund["amount"] for refund in stripe.refunds] == [TOTAL]
    assert types(shown(client, order))[-1] == "refunded"


def test_a_paid_order_that_is_cancelled_makes_its_money_owed(stripe):
    client = Client()
    order = started(client)
    tell(stripe.pay("cs_test_1"))
    client.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    payment = payments.get(order["number"], 1)
    assert (payment.state, payment.due_pence) == ("refund_due", TOTAL)
    assert shown(client, order)["status"] == "cancelled"


def test_a_refund_in_full_is_made_once_under_repeated_clicks(stripe):
    client = Client()
    order = started(client)
    tell(stripe.pay("cs_test_1"))
    payment = refundable_payment(order["number"], "a key")
    for _ in range(3):
        refund = pay_back(payment, None, "click-1", NOW, BY, seconds_left=10)
        assert (refund.state, refund.amount_pence) == ("done", TOTAL)
    with pytest.raises(NotRefundable):
        pay_back(payment, None, "click-2", NOW, BY, seconds_left=10)

    assert len(stripe.refunds) == 1
    after = shown(client, order)
    assert (after["status"], types(after)) == ("refunded", ["placed", "paid", "refunded"])


def at_the_desk(**asked: Any) -> dict[str, Any]:
    answer = desk.lambda_handler({"action": "refund", **asked}, None)
    assert isinstance(answer, dict)
    return answer


def test_an_operator_pays_back_once_however_often_the_command_is_sent(stripe):
    client = Client()
    number = started(client)["number"]
    assert at_the_desk(number=number)["error"] == "conflict"
    tell(stripe.pay("cs_test_1"))

    parts = [at_the_desk(number=number, amount_pence=1000) for _ in range(2)]
    stripe.faults = [(0, {}), (0, {})]
    assert at_the_desk(number=number)["error"] == "try-again"
    rest = [at_the_desk(number=number) for _ in range(2)]

    assert [part["amount_pence"] for part in parts] == [1000, 1000]
    assert [whole["amount_pence"] for whole in rest] == [TOTAL - 1000] * 2
    assert [refund["amount"] for refund in stripe.refunds] == [1000, TOTAL - 1000]
    assert rest[-1]["order"]["status"] == "refunded"
    assert at_the_desk(number=number, key="again")["error"] == "conflict"


def test_refunds_in_part_are_each_made_once_and_never_exceed_the_payment(stripe):
    client = Client()
    order = started(client)
    tell(stripe.pay("cs_test_1"))
    payment = refundable_payment(order["number"], "a key")
    for key in ("part-1", "part-1", "part-2", "part-2"):
        pay_back(payment, 1000, key, NOW, BY, seconds_left=10)
    with pytest.raises(NotRefundable):
        pay_back(payment, TOTAL - 1999, "part-3", NOW, BY, seconds_left=10)
    assert [refund["amount"] for refund in stripe.refunds] == [1000, 1000]
    assert shown(client, order)["status"] == "paid"

    charge = stripe.charges["pi_cs_test_1"]
    assert tell(stripe.tell("charge.refunded", charge)).status == 200
    assert ("charge.refunded", "repeated") in told(order)
    pay_back(payment, None, "rest", NOW, BY, seconds_left=10)
    assert shown(client, order)["status"] == "refunded"


def test_a_refund_whose_answer_is_lost_is_finished_by_the_next_click(stripe):
    client = Client()
    order = started(client)
    tell(stripe.pay("cs_test_1"))
    payment = refundable_payment(order["number"], "a key")
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        pay_back(payment, 1000, "click-1", NOW, BY, seconds_left=10)
    assert payments.get(order["number"], 1).refunded_pence == 1000

    pay_back(payment, 1000, "click-1", NOW, BY, seconds_left=10)
    assert [refund["amount"] for refund in stripe.refunds] == [1000]
    assert payments.get(order["number"], 1).refunded_pence == 1000


def test_a_refund_made_at_stripes_desk_is_shown_on_the_order(stripe):
    client = Client()
    order = started(client)
    tell(stripe.pay("cs_test_1"))
    charge = stripe.charges["pi_cs_test_1"] | {"amount_refunded": TOTAL}
    tell(stripe.tell("charge.refunded", charge))
    assert shown(client, order)["status"] == "refunded"


def test_a_customer_pays_from_their_orders_page(stripe):
    add_customer()
    client = logged_in()
    order = bought(client, payment_method="card")
    answer = client.get(f"/orders/{order['number']}/pay")
    assert answer.json["payment_id"] == f"{order['number']}.1"
    assert Client().get(f"/orders/{order['number']}/pay").status == 404
    tell(stripe.pay("cs_test_1"))
    assert client.get(f"/orders/{order['number']}").json["status"] == "paid"


def test_while_stripe_is_out_of_reach_nothing_is_lost(stripe):
    client = Client()
    order = bought(client, payment_method="card")
    pay = f"/orders/{order['number']}/pay?key={order['key']}"
    stripe.faults = [(503, {}), (503, {})]
    answer = client.get(pay)
    assert (answer.status, answer.json["code"]) == (503, "try-again")
    again = client.get(pay).json
    assert (again["payment_id"], again["state"]) == (f"{order['number']}.2", "pending")

    stripe.pay("cs_test_1")
    stripe.faults = [(503, {}), (503, {})]
    assert come_back(order, 2).json["state"] == "pending"
    assert come_back(order, 2).json["state"] == "paid"


def test_a_webhook_that_stripe_did_not_sign_pays_nothing(stripe):
    client = Client()
    order = started(client)
    headers, body = stripe.pay("cs_test_1")
    forged = {"stripe-signature": headers["stripe-signature"].replace("v1=", "v1=0")}
    assert tell((forged, body)).status == 400
    old = {**headers}
    late = Client(now=NOW + timedelta(minutes=6))
    assert late.send("POST", "/payments/stripe/webhook", body, old).status == 400
    assert shown(client, order)["status"] == "awaiting_payment"


def test_what_stripe_tells_about_something_else_is_kept(stripe, tables):
    assert (
        tell(stripe.tell("customer.created", {"id": "cus_1", "object": "customer"})).status == 200
    )
    foreign = {"id": "ch_9", "object": "charge", "amount_refunded": 100, "currency": "gbp"}
    assert tell(stripe.tell("charge.refunded", foreign)).status == 200
    assert [type_ for type_, _, _ in payment_events.list_told("unknown#stripe")] == [
        "customer.created",
        "charge.refunded",
    ]
