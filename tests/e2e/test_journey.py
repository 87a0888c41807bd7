"""The shop's main job over HTTP, from the first look to the receipt, as a program would do it."""

import re
import time
import uuid

import httpx
import pytest

ADDRESS = {
    "name": "Ada Example",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
    "country": "GB",
}
PASSWORD = "three brave lanterns"


def new_email() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.com"


def token_in(mail) -> str:
    match = re.search(r"token=([\w.-]+)", mail["BodyText"])
    assert match, mail["BodyText"]
    return match[1]


def checkout(client: httpx.Client, email: str, **changes) -> dict:
    answers = {
        "email": email,
        "billing_address": ADDRESS,
        "shipping_method": "standard",
        "payment_method": "money_order",
        "instructions": "Leave it with the ghost.",
    }
    reply = client.post("/checkout", json=answers | changes)
    assert reply.status_code == 200, reply.text
    return reply.json()


def confirm(client: httpx.Client, review: dict) -> httpx.Response:
    return client.post(
        "/orders",
        json={"cart_version": review["cart_version"]},
        headers={"Idempotency-Key": review["idempotency_key"]},
    )


def register_and_verify(client: httpx.Client, shop, email: str) -> None:
    fields = {"email": email, "password": PASSWORD, "name": "Ada Example"}
    assert client.post("/register", json=fields).status_code == 202
    mail = shop.wait_for_mail(email)
    assert client.post("/verify", json={"token": token_in(mail)}).status_code == 200


def test_a_guest_finds_orders_and_is_sent_a_receipt(shop, visitor):
    email = new_email()
    found = visitor.get("/products", params={"q": "lantern", "limit": 5}).json()["products"]
    product = next(p for p in found if p["max_quantity"] >= 2)
    visitor.post("/cart/lines", json={"sku": product["sku"], "quantity": 2})

    review = checkout(visitor, email)
    first = confirm(visitor, review)
    again = confirm(visitor, review)

    assert first.status_code == 201
    order = first.json()
    assert order["status"] == "awaiting_payment"
    assert order["total"]["amount"] == review["total"]["amount"]
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["number"] == order["number"]
    seen = visitor.get(f"/orders/{order['number']}", params={"key": order["key"]}).json()
    assert "billing_address" not in seen
    assert shop.client().get(f"/orders/{order['number']}").status_code == 404
    mail = shop.wait_for_mail(email, order["number"])
    assert "key=" in mail["BodyText"]
    time.sleep(1)
    assert len(shop.mails(email)) == 1
    after = visitor.get(f"/products/{product['sku']}").json()
    assert after["max_quantity"] <= product["max_quantity"]


def test_a_customer_registers_logs_in_orders_and_is_remembered(shop, visitor, new_visitor):
    email = new_email()
    register_and_verify(visitor, shop, email)
    visitor.post("/cart/lines", json={"sku": some_product(visitor), "quantity": 1})

    login = visitor.post("/login", json={"email": email, "password": PASSWORD, "remember": True})

    assert login.status_code == 200
    names = {line.split("=")[0] for line in login.headers.get_list("set-cookie")}
    assert {"__Host-session", "__Host-remember"} <= names
    assert len(visitor.get("/cart").json()["lines"]) == 1
    order = confirm(visitor, checkout(visitor, email)).json()
    assert [o["number"] for o in visitor.get("/orders").json()["orders"]] == [order["number"]]
    assert visitor.get(f"/orders/{order['number']}").json()["email"] == email
    stranger = new_visitor()
    assert stranger.get(f"/orders/{order['number']}").status_code == 404

    # The browser is closed: session cookies go, the remembered login stays.
    visitor.cookies.delete("__Host-session")
    assert visitor.get("/account").json()["email"] == email
    assert visitor.cookies.get("__Host-session")
    sessions = visitor.get("/sessions").json()["sessions"]
    assert sum(session["current"] for session in sessions) == 1

    assert visitor.post("/logout", json={}).status_code == 204
    assert visitor.get("/account").status_code == 401


def some_product(client: httpx.Client) -> str:
    products = client.get("/products", params={"limit": 100}).json()["products"]
    return next(p["sku"] for p in products if p["availability"] == "in_stock")


def test_a_cancelled_order_gives_its_units_back(shop, visitor):
    sku = some_product(visitor)
    table = shop.aws("dynamodb")

    def on_hand() -> int:
        item = table.get_item(
            TableName=shop.outputs()["ProductsTable"], Key={"sku": {"S": sku}}, ConsistentRead=True
        )["Item"]
        return int(item["available"]["N"])

    before = on_hand()
    visitor.post("/cart/lines", json={"sku": sku, "quantity": 3})
    order = confirm(visitor, checkout(visitor, new_email())).json()
    assert on_hand() == before - 3

    for _ in range(2):
        reply = visitor.post(f"/orders/{order['number']}/cancel", json={"key": order["key"]})
        assert (reply.status_code, reply.json()["status"]) == (200, "cancelled")
    assert on_hand() == before


def test_a_message_is_acknowledged_without_being_echoed(shop, visitor):
    email = new_email()
    message = "The lantern I ordered hums a tune at night."
    fields = {"name": "Ada", "email": email, "topic": "product", "message": message}

    reply = visitor.post("/contact", json=fields)

    assert (reply.status_code, reply.json()["status"]) == (201, "new")
    mail = shop.wait_for_mail(email)
    assert message not in mail["BodyText"]
    ticket, key = reply.json()["ticket"], reply.json()["key"]
    thread = visitor.get(f"/contact/{ticket}", params={"key": key})
    assert message in thread.text
    assert visitor.get(f"/contact/{ticket}", params={"key": "wrong"}).status_code == 404


@pytest.mark.parametrize("media", ["application/json", "text/html", "text/markdown", "text/plain"])
def test_the_privacy_policy_is_there_in_every_format(visitor, media):
    reply = visitor.get("/policies/privacy", headers={"Accept": media})

    assert reply.headers["content-type"].startswith(media)
    assert "cookie" in reply.text.lower()
    again = visitor.get(
        "/policies/privacy", headers={"Accept": media, "If-None-Match": reply.headers["etag"]}
    )
    assert again.status_code == 304


def test_every_request_is_in_the_ip_log(shop, visitor):
    path = f"/no-such-page-{uuid.uuid4().hex}"
    request_id = visitor.get(path).headers["x-request-id"]

    def rows() -> list[dict]:
        return shop.aws("dynamodb").scan(
            TableName=shop.outputs()["VisitsTable"],
            FilterExpression="#p = :path",
            ExpressionAttributeNames={"#p": "path"},
            ExpressionAttributeValues={":path": {"S": path}},
        )["Items"]

    deadline = time.monotonic() + 20
    while not rows() and time.monotonic() < deadline:
        time.sleep(0.3)
    (row,) = [r for r in rows() if r["subject"]["S"].startswith("address#")]
    assert row["visit"]["S"].endswith(request_id)
    assert int(row["expires_at"]["N"]) > time.time()
    mine = visitor.get("/visits").json()["visits"]
    assert path in {visit["path"] for visit in mine}
