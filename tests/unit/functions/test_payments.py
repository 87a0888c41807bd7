import html
import json
from urllib.parse import urlsplit

import boto3
import pytest

from shop.gateways.local_payments import webhook
from shop.gateways.order_links import order_key
from shop.storage import payments
from shop.web.payments.starts import return_path
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import ANSWERS, bought, reviewed
from tests.support.payments import a_payment
from tests.support.tables import CALLS, REGION

pytestmark = pytest.mark.usefixtures("tables", "local")


@pytest.fixture
def local(monkeypatch) -> None:
    """A stack on a developer's machine."""
    monkeypatch.setenv("STAGE", "local")
    stock(make_product("LAMP-1", price_pence=1999, available=5))


@pytest.fixture
def client() -> Client:
    return Client()


def ordered(client: Client, **answers):
    return bought(client, payment_method="card", **answers)


def calls() -> list[str]:
    """Return the calls to DynamoDB; the signing keys are read now and then."""
    return list(CALLS)


def pay_address(order) -> str:
    return f"/orders/{order['number']}/pay?key={order['key']}"


def page_of(client: Client, order) -> tuple[str, str]:
    """Return (path, key) of the local page."""
    split = urlsplit(client.get(pay_address(order)).json["page"])
    return split.path, split.query.removeprefix("key=")


def test_an_order_by_card_waits_to_be_paid_within_a_day(client):
    order = ordered(client)
    assert (order["status"], order["payment_method"]) == ("awaiting_payment", "card")
    assert order["payment_due_at"] == "2026-11-24T10:00:00Z"


def test_starting_a_payment_leads_to_the_providers_page(client):
    order = ordered(client)
    CALLS.clear()
    answer = client.get(pay_address(order))
    assert answer.status == 200
    assert answer.json["payment_id"] == f"{order['number']}.1"
    assert answer.json["amount"] == order["total"]
    assert answer.json["state"] == "pending"
    assert answer.json["page"].startswith("http://shop.localhost:3000/local-payments/")
    # The order, its payments, the new one, and where its page is.
    assert calls() == ["Query", "Query", "PutItem", "UpdateItem"]


def test_starting_again_goes_on_with_the_same_payment(client):
    order = ordered(client)
    assert client.get(pay_address(order)).json == client.get(pay_address(order)).json


def test_a_browser_is_led_on(client):
    order = ordered(client)
    answer = client.send("GET", pay_address(order), headers={"accept": "text/html"})
    assert answer.status == 303
    assert answer.headers["location"].startswith("http://shop.localhost:3000/local-payments/")


def test_somebody_elses_order_cannot_be_paid(client):
    order = ordered(client)
    for key in ("", "k1.other"):
        assert Client().get(f"/orders/{order['number']}/pay?key={key}").status == 404


def test_an_order_by_money_order_has_nothing_to_pay_by_card(client):
    order = bought(client)
    answer = client.get(pay_address(order))
    assert (answer.status, answer.json["code"]) == (409, "conflict")


def test_the_local_page_pays_once_however_often_it_is_clicked(client):
    order = ordered(client)
    path, key = page_of(client, order)
    for _ in range(2):
        assert client.post(path, {"key": key, "outcome": "paid"}).json == {"received": True}
    shown = client.get(f"/orders/{order['number']}?key={order['key']}").json
    assert shown["status"] == "paid"
    assert [event["type"] for event in shown["events"]] == ["placed", "paid"]


def test_the_local_page_is_shown_to_whom_it_is_for(client):
    path, key = page_of(client, ordered(client))
    page = Client(page=True).get(f"{path}?key={key}")
    assert (page.status, "No card is asked for" in page.text) == (200, True)
    assert client.get(f"{path}?key=k1.other").status == 404
    assert client.post(path, {"key": "k1.other", "outcome": "paid"}).status == 404
    assert client.post(path, {"key": key, "outcome": "free"}).status == 422


def test_there_is_no_local_page_elsewhere(client, monkeypatch):
    path, key = page_of(client, ordered(client))
    monkeypatch.setenv("STAGE", "prod")
    assert client.get(f"{path}?key={key}").status == 404
    assert client.post(path, {"key": key, "outcome": "paid"}).status == 404
    assert client.post("/payments/local/webhook", {}).status == 404


@pytest.mark.parametrize(
    ("outcome", "heading", "can_pay"),
    [
        ("paid", "Thank you for your payment", False),
        ("declined", "Your card was declined", True),
        ("abandoned", "You have not paid", True),
    ],
)
def test_the_browser_comes_back_to_a_page_that_says_how_it_stands(outcome, heading, can_pay):
    client = Client()
    order = ordered(client)
    path, key = page_of(client, order)
    browser = Client(page=True)
    back = browser.post(path, {"key": key, "outcome": outcome})
    assert back.status == 303
    assert back.headers["location"].startswith("/payments/return?payment=")
    for _ in range(2):
        page = browser.get(back.headers["location"])
        assert page.status == 200
        text = html.unescape(page.text)
        assert f"<h1>{heading}</h1>" in text
        assert (f"/orders/{order['number']}/pay?key=" in text) == can_pay
        assert f"/orders/{order['number']}?key={order_key(order['number'])}" in text


def test_before_anything_is_told_the_page_says_so(client):
    order = ordered(client)
    page_of(client, order)
    payment = payments.get(order["number"], 1)
    answer = Client(page=True).get(return_path(payment))
    assert "You have not paid yet" in answer.text
    assert "Look again" in answer.text


def test_a_webhook_and_a_return_cost_few_calls(client):
    order = ordered(client)
    page_of(client, order)
    headers, body = webhook(payments.get(order["number"], 1), "paid", client.now)
    CALLS.clear()
    assert client.send("POST", "/payments/local/webhook", body.decode(), headers).status == 200
    # The payment, its order, and everything that changes with them.
    assert calls() == ["GetItem", "Query", "TransactWriteItems"]
    CALLS.clear()
    assert client.get(return_path(payments.get(order["number"], 1))).json["state"] == "paid"
    # One of the two payments read here is the test's own.
    assert calls() == ["GetItem", "GetItem", "Query"]


def test_a_return_from_nowhere_leads_to_the_orders(client):
    assert client.get("/payments/return").json == {"status": "no-payment"}
    answer = Client(page=True).get("/payments/return")
    assert (answer.status, answer.headers["location"]) == (303, "/orders/find")


@pytest.mark.parametrize("payment", ["CT-2PQX-5MWJ-A.1", "x", "CT-2PQX-5MWJ-A.²"])
def test_a_return_without_its_key_tells_nothing(client, payment):
    assert client.get(f"/payments/return?payment={payment}&key=k1.other").status == 404


@pytest.mark.parametrize("provider", ["stripe", "nobody"])
def test_a_provider_that_is_not_set_up_is_not_there(client, provider):
    assert client.post(f"/payments/{provider}/webhook", {"id": "evt_1"}).status == 404


def test_a_webhook_that_is_not_signed_is_refused_and_changes_nothing(client, tables):
    answer = client.post("/payments/local/webhook", {"id": "evt_1"})
    assert (answer.status, answer.json["code"]) == (400, "invalid-request")
    assert tables.count("PaymentsTable") == 0


def test_a_webhook_needs_no_page_of_ours_but_is_bounded(client):
    answer = client.send(
        "POST",
        "/payments/local/webhook",
        "x" * (64 * 1024 + 1),
        {"content-type": "text/plain", "sec-fetch-site": "cross-site"},
    )
    assert answer.status == 413


@pytest.fixture
def _stripe_keys(tables, monkeypatch) -> None:
    store = boto3.client("ssm", region_name=REGION)
    store.put_parameter(Name="key", Value="sk_test_1", Type="SecureString")
    store.put_parameter(Name="hook", Value="whsec_1", Type="SecureString")
    monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "key")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "hook")


@pytest.mark.usefixtures("_stripe_keys")
def test_the_review_of_an_order_by_card_may_lead_to_stripes_page(client):
    reviewed(client, payment_method="card")
    policy = client.get("/checkout/review").headers["content-security-policy"]
    assert "form-action 'self' https://checkout.stripe.com;" in policy
    reviewed(client, payment_method="money_order")
    policy = client.get("/checkout/review").headers["content-security-policy"]
    assert "form-action 'self';" in policy


def test_cards_are_offered_only_where_somebody_takes_them(client, monkeypatch):
    def offered() -> list[str]:
        return [method["id"] for method in client.get("/checkout").json["payment_methods"]]

    assert offered() == ["money_order", "card"]
    monkeypatch.setenv("STAGE", "prod")
    assert offered() == ["money_order"]
    client.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    answer = client.post("/checkout", ANSWERS | {"payment_method": "card"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "payment_method")


def test_nobody_takes_cards_any_more(client, monkeypatch):
    order = ordered(client)
    monkeypatch.setenv("STAGE", "prod")
    assert client.get(pay_address(order)).status == 404


def test_a_message_about_no_payment_of_the_shops_is_kept(client, tables):
    headers, body = webhook(a_payment(), "paid", client.now)
    answer = client.send("POST", "/payments/local/webhook", body.decode(), headers)
    assert (answer.status, answer.json) == (200, {"received": True})
    [row] = tables.items("PaymentsTable")
    assert (row["order_number"], row["outcome"]) == ("unknown#local", "unknown")
    assert json.loads(body)["id"] == row["event_id"]
