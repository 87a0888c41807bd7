"""The stage on which every page can be met: orders placed, messages written, mails read.

Made once in a test run, through the running shop, as people and operators would do it.
"""

import base64
import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from shop.domain.second_factors import code_at, step_of
from tests.support.local_shop import LocalShop, Mail
from tools.local_cloud.invoking import invoke

PASSWORD = "three brave lanterns"
ADDRESS = {
    "name": "Ada Example",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
    "country": "GB",
}
WAIT_SECONDS = 30


@dataclass
class Stage:
    """What the braces in the pages' addresses mean, and the cookies of each browser."""

    shop: LocalShop
    names: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Return an address or a field's value with what its braces mean."""
        return re.sub(r"\{(\w+)\}", lambda found: self.names[found[1]], text)

    def fill_path(self, path: str) -> str:
        """Return an address, itself perhaps a name, with what its braces mean."""
        return self.fill(self.fill(path))


def set_stage(shop: LocalShop) -> Stage:
    """Do everything that some page shows."""
    stage = Stage(shop)
    forget_attempts(shop)
    _choose_goods(stage)
    _fill_carts(stage)
    _order_as_guests(stage)
    _be_a_customer(stage)
    _be_careful_and_leave(stage)
    _write(stage)
    # Whoever comes next finds a fresh count, except of what a page shows to be too many.
    forget_attempts(shop)
    with shop.client() as visitor:
        for _ in range(5):
            done(visitor.post("/visits/erase", json={}))
    return stage


def forget_attempts(shop: LocalShop) -> None:
    """Empty the count of attempts: all tests come from one address."""
    table, tables = shop.outputs()["LimitsTable"], shop.aws("dynamodb")
    [key] = [
        k["AttributeName"] for k in tables.describe_table(TableName=table)["Table"]["KeySchema"]
    ]
    for item in tables.scan(TableName=table)["Items"]:
        tables.delete_item(TableName=table, Key={key: item[key]})


def done(reply: httpx.Response) -> Any:
    """Return a reply's JSON; fail with what was asked unless it was done."""
    assert reply.is_success, f"{reply.request.method} {reply.request.url}: {reply.text}"
    return reply.json() if reply.content else None


def new_email() -> str:
    """Return an address that nobody has used."""
    return f"{uuid.uuid4().hex[:12]}@example.com"


def token_in(mail: Mail) -> str:
    """Return the token of a mail's link."""
    found = re.search(r"token=([\w.~-]+)", mail["BodyText"])
    assert found, mail["BodyText"]
    return found[1]


def desk(stage: Stage, action: str, **given: Any) -> Any:
    """Act as an operator at the order desk."""
    event = {"action": action, "operator": "arn:aws:iam::000000000000:user/operator"} | given
    answer: Any = None
    for _ in range(20):
        answer = invoke(stage.shop.place, "desk", event)["Payload"]
        if answer.get("error") != "try-again":
            break
    assert "error" not in answer, answer
    return answer


def _keep(stage: Stage, who: str, client: httpx.Client) -> None:
    stage.cookies[who] = {cookie.name: cookie.value or "" for cookie in client.cookies.jar}


def _choose_goods(stage: Stage) -> None:
    # Of a category that no other test buys from: it does not want what is sold out here.
    paper = {"category": "paper", "limit": 4}
    with stage.shop.client() as visitor:
        found = done(visitor.get("/products", params=paper))["products"]
    stocks = {"sku": 50, "other_sku": 50, "few_left": 5, "sold_out": 0}
    stage.names |= dict(zip(stocks, (product["sku"] for product in found), strict=True))
    stage.names["password"] = PASSWORD
    for name, available in stocks.items():
        _set_stock(stage, name, available)


def _fill_carts(stage: Stage) -> None:
    with stage.shop.client() as guest:
        _put(stage, guest, "sku", "other_sku")
        done(guest.post("/cart/promotion", json={"code": "WELCOME10"}))
        _review(guest, new_email())
        _keep(stage, "cart", guest)
    with stage.shop.client() as guest:
        _put(stage, guest, "sku", "few_left")
        _set_stock(stage, "few_left", 1)
        _raise_price(stage, "few_left", 100)
        _keep(stage, "problems", guest)


def _set_stock(stage: Stage, name: str, available: int) -> None:
    # Through the desk, so that the ledger of the shop still adds up for other tests.
    sku, key = stage.names[name], uuid.uuid4().hex
    desk(stage, "set-stock", sku=sku, available=available, reason="for pictures", key=key)


def _raise_price(stage: Stage, name: str, pence: int) -> None:
    stage.shop.aws("dynamodb").update_item(
        TableName=stage.shop.outputs()["ProductsTable"],
        Key={"sku": {"S": stage.names[name]}},
        UpdateExpression="SET price_pence = price_pence + :more",
        ExpressionAttributeValues={":more": {"N": str(pence)}},
    )


def _put(stage: Stage, client: httpx.Client, *names: str) -> None:
    for name in names:
        line = {"sku": stage.names[name], "quantity": 2}
        done(client.post("/cart/lines", json=line))


def _review(client: httpx.Client, email: str, payment: str = "money_order") -> Any:
    answers = {
        "email": email,
        "billing_address": ADDRESS,
        "shipping_method": "standard",
        "payment_method": payment,
        "instructions": "Leave it with the ghost.",
    }
    return done(client.post("/checkout", json=answers))


def _order(stage: Stage, client: httpx.Client, email: str, payment: str = "money_order") -> Any:
    _put(stage, client, "sku", "other_sku")
    review = _review(client, email, payment)
    key = {"Idempotency-Key": review["idempotency_key"]}
    version = {"cart_version": review["cart_version"]}
    return done(client.post("/orders", json=version, headers=key))


def _order_as_guests(stage: Stage) -> None:
    for name, payment in (("guest", "money_order"), ("cancelled", "money_order"), ("card", "card")):
        email = new_email()
        with stage.shop.client() as guest:
            order = _order(stage, guest, email, payment)
        stage.names |= {f"{name}_order": order["number"], f"{name}_key": order["key"]}
        stage.names[f"{name}_email"] = email
    _cancel(stage)
    _unlock(stage)
    _pay(stage)


def _cancel(stage: Stage) -> None:
    path = stage.fill("/orders/{cancelled_order}/cancel")
    with stage.shop.client() as guest:
        done(guest.post(path, json={"key": stage.names["cancelled_key"]}))


def _unlock(stage: Stage) -> None:
    path, key = stage.fill("/orders/{guest_order}"), {"key": stage.names["guest_key"]}
    with stage.shop.client() as guest:
        done(guest.post(f"{path}/code", json=key))
        text = stage.shop.wait_for_mail(stage.names["guest_email"], "ode")["BodyText"]
        code = re.search(r"\b\d{3} ?\d{3}\b", text)
        assert code, text
        shown = done(guest.post(f"{path}/unlock", json=key | {"code": code[0]}))
    stage.names["full_key"] = shown["key"]


def _pay(stage: Stage) -> None:
    with stage.shop.client() as guest:
        path = stage.fill("/orders/{card_order}/pay?key={card_key}")
        page = httpx.URL(done(guest.get(path))["page"])
        stage.names["payment_path"] = page.raw_path.decode()
        told = guest.post(
            page.path,
            data={"key": page.params["key"], "outcome": "declined"},
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
        )
        assert told.status_code == 303, told.text
        stage.names["return_path"] = httpx.URL(told.headers["Location"]).raw_path.decode()
        # After a refusal a card may be tried once more, on a page of its own.
        page = httpx.URL(done(guest.get(path))["page"])
        stage.names["payment_path"] = page.raw_path.decode()


def _new_customer(stage: Stage, client: httpx.Client) -> str:
    email = new_email()
    register = {"email": email, "password": PASSWORD, "name": "Ada Example"}
    done(client.post("/register", json=register))
    token = token_in(stage.shop.wait_for_mail(email))
    done(client.post("/verify", json={"token": token}))
    _log_in(client, email)
    return email


def _log_in(client: httpx.Client, email: str) -> Any:
    login = {"email": email, "password": PASSWORD, "remember": True}
    return done(client.post("/login", json=login))


def _be_a_customer(stage: Stage) -> None:
    with stage.shop.client() as customer:
        email = _new_customer(stage, customer)
        stage.names["customer_email"] = email
        with stage.shop.client() as guest:
            _order(stage, guest, email)
        stage.names["address"] = done(customer.post("/account/addresses", json=ADDRESS))["id"]
        stage.names["order"] = _order(stage, customer, email)["number"]
        stage.names["shipped_order"] = _order(stage, customer, email)["number"]
        _ship(stage, customer)
        mails = _wait(lambda: done(customer.get(stage.fill("/orders/{order}/mails")))["mails"])
        stage.names["mail"] = mails[0]["mail"]
        _put(stage, customer, "sku", "other_sku")
        _review(customer, email)
        _keep(stage, "customer", customer)
    with stage.shop.client() as customer:
        _log_in(customer, email)
        customer.cookies.delete("__Host-session")
        _keep(stage, "remembered", customer)


def _ship(stage: Stage, customer: httpx.Client) -> None:
    number = stage.names["shipped_order"]
    desk(stage, "mark-paid", number=number)
    desk(stage, "ship", number=number, tracking="AB 123 456 789")
    asked = {"lines": [{"sku": stage.names["sku"], "quantity": 1}], "reason": "Too bright."}
    done(customer.post(f"/orders/{number}/return", json=asked))
    desk(stage, "refund", number=number, how="cheque", amount_pence=500, reference="100007")
    invoice = f"/orders/{number}/invoice"
    notes = _wait(lambda: _json(customer.get(invoice)).get("credit_notes"))
    stage.names["credit_note_path"] = notes[0]["path"]


def _json(reply: httpx.Response) -> dict[str, Any]:
    return dict(reply.json()) if reply.is_success else {}


def _wait(look: Any) -> Any:
    """Return what is there as soon as it is."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)
    return found


def _be_careful_and_leave(stage: Stage) -> None:
    with stage.shop.client() as careful:
        stage.names["careful_email"] = _new_customer(stage, careful)
        setup = done(careful.post("/account/second-factor", json={}))
        secret = base64.b32decode(setup["secret"].replace(" ", ""))
        code = code_at(secret, step_of(datetime.now(UTC)))
        path = "/account/second-factor/confirm"
        done(careful.post(path, json={"token": setup["token"], "code": code}))
        _keep(stage, "careful", careful)
    with stage.shop.client() as leaver:
        email = _new_customer(stage, leaver)
        done(leaver.post("/account/erase", json={"password": PASSWORD}))
        stage.names["undo_token"] = token_in(stage.shop.wait_for_mail(email, "eras"))


def _write(stage: Stage) -> None:
    shop, names = stage.shop, stage.names
    message = "Does the lantern float? " * 8
    fields = {"name": "Ada", "email": new_email(), "topic": "product", "message": message}
    with shop.client() as visitor:
        ticket = done(visitor.post("/contact", json=fields))
        names |= {"ticket": ticket["ticket"], "ticket_key": ticket["key"]}
        desk(stage, "reply", ticket=ticket["ticket"], message="It does.", key="1")
        names["cursor"] = done(visitor.get("/products?limit=4"))["next_cursor"]
        versions = done(visitor.get("/policies/terms/versions"))["versions"]
        names["terms_version"] = versions[0]["version"]
        asked: tuple[tuple[str, str, dict[str, str]], ...] = (
            ("verify_token", "/register", {"name": "Ada", "password": PASSWORD}),
            ("newsletter_token", "/newsletter", {}),
            ("alert_token", stage.fill("/products/{sold_out}/alerts"), {}),
            ("request_token", "/privacy/request", {"kind": "export"}),
        )
        for name, path, more in asked:
            email = new_email()
            done(visitor.post(path, json={"email": email} | more))
            names[name] = token_in(shop.wait_for_mail(email))
        email = names["customer_email"]
        done(visitor.post("/password/forgot", json={"email": email}))
        names["reset_token"] = token_in(shop.wait_for_mail(email, "assword"))
