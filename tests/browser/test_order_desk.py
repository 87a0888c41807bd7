"""A day in the shop by the desk alone, on the dashboard that this machine has of it."""

import re
import time
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_journey import checkout, confirm
from tests.e2e.test_order_desk import call
from tests.support.stage import forget_attempts

COLUMNS = "sku,name,description,category,price_pence,weight_grams,image,image_alt,available"
OPERATOR = "arn:aws:iam::000000000000:user/morning"


class Desk:
    """The first widget of the dashboard, and whoever sits before it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = page.locator(".widget .body").first

    def field(self, name: str) -> Locator:
        """Return a field by its name, or by the end of it after a dot."""
        return self.body.locator(f"[name='{name}'], [name$='.{name}']").first

    def press(self, label: str) -> None:
        """Press a button, say OK if it asks, and wait for the answer."""
        with self.page.expect_response(re.compile("/invoke$")):
            self.body.get_by_role("button", name=label, exact=True).first.click()
            dialog = self.page.locator("#confirmation")
            if dialog.is_visible():
                dialog.get_by_role("button", name="OK").click()
        expect(self.body).not_to_have_class(re.compile("busy"))

    def done(self, words: str) -> None:
        """Expect that something was done."""
        expect(self.body.locator(".notice.done")).to_contain_text(words)


@pytest.fixture
def orders(shop: Any) -> list[dict[str, Any]]:
    """Three orders that are paid."""
    made = []
    for _ in range(3):
        with shop.client() as visitor:
            found = visitor.get("/products", params={"limit": 50}).json()["products"]
            sku = max(found, key=lambda product: product["max_quantity"])["sku"]
            visitor.post("/cart/lines", json={"sku": sku, "quantity": 1})
            email = f"{uuid.uuid4().hex[:12]}@example.com"
            reply = confirm(visitor, checkout(visitor, email))
            made.append(reply.json() | {"email": email})
        number = made[-1]["number"]
        call(shop, "desk", action="mark-paid", number=number, operator=OPERATOR)
    return made


@pytest.fixture
def message(shop: Any) -> dict[str, str]:
    """A message that waits for an answer; return its ticket, its key and who wrote it."""
    # All tests write from one address.
    forget_attempts(shop)
    email = f"{uuid.uuid4().hex[:12]}@example.com"
    with shop.client() as visitor:
        written = {"name": "Bo", "email": email, "topic": "product"}
        reply = visitor.post("/contact", json=written | {"message": "Does <b>it</b> float?"})
    assert reply.is_success, reply.text
    told: dict[str, str] = reply.json()
    return told | {"email": email}


def test_a_day_in_the_shop(
    page: Page, shop: Any, orders: list[dict[str, Any]], message: dict[str, str]
):
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(shop.place.desk_url)
    expect(page.locator("html[data-ready]")).to_be_attached(timeout=60_000)
    desk = Desk(page)
    first, second, third = (order["number"] for order in orders)

    say_who(desk, first)
    find_and_pick(desk, [first, second, third])
    for order in orders[:2]:
        ship(desk, order["number"])
        customer_sees_it_on_its_way(shop, order)
    refund(desk, shop, third)
    customer_sees_the_money_back(shop, orders[2])
    answer(desk, message["ticket"])
    writer_reads_the_answer(shop, message)
    raise_stock(desk, shop)
    import_goods(desk, shop)
    read_visitors(desk)
    assert problems == []


def say_who(desk: Desk, number: str) -> None:
    """Nothing is done for somebody who does not say who they are."""
    desk.press(number)
    desk.press("Pack")
    expect(desk.body.locator(".notice.refused")).to_contain_text("Say who you are first")
    desk.field("operator").fill("ada")


def find_and_pick(desk: Desk, numbers: list[str]) -> None:
    """Find the paid orders, and what to take from the shelves for them, which can be printed."""
    desk.press("← Back to orders")
    desk.field("status").select_option("paid")
    desk.press("Find")
    for number in numbers:
        expect(desk.body).to_contain_text(number)
    desk.press(numbers[0])
    desk.press("← Back to orders")
    assert desk.field("status").input_value() == "paid", "what was looked for is there again"
    desk.press("Pick list")
    for number in numbers:
        expect(desk.body.locator(".print")).to_contain_text(number)
    desk.page.emulate_media(media="print")
    expect(desk.body.locator(".print")).to_be_visible()
    expect(desk.body.locator("nav")).not_to_be_visible()
    expect(desk.page.locator("header")).not_to_be_visible()
    desk.page.emulate_media(media="screen")


def ship(desk: Desk, number: str) -> None:
    """Pack an order of the pick list and ship it with a tracking number."""
    desk.press(number)
    desk.press("Pack")
    desk.field("tracking").fill(f"AB-{number}")
    desk.press("Ship")
    desk.done("marked as shipped")
    expect(desk.body).to_contain_text(f"AB-{number}")
    desk.press("← Back to pick list")
    expect(desk.body.locator(".print")).not_to_contain_text(number)


def customer_sees_it_on_its_way(shop: Any, order: dict[str, Any]) -> None:
    """The customer has a mail, and on the order's page the tracking number and the invoice."""
    number = order["number"]
    sent = shop.wait_for_mail(order["email"], "on its way")
    assert f"AB-{number}" in sent["BodyText"]
    with shop.client() as customer:
        told = customer.get(f"/orders/{number}", params={"key": order["key"]}).json()
        assert (told["status"], told["tracking"]) == ("shipped", f"AB-{number}")
        as_page = {"Accept": "text/html"}
        shown = customer.get(f"/orders/{number}", params={"key": order["key"]}, headers=as_page)
        assert f"AB-{number}" in shown.text
    invoice = papers(shop, order)
    assert (invoice["order_number"], invoice["credit_notes"]) == (number, [])


def customer_sees_the_money_back(shop: Any, order: dict[str, Any]) -> None:
    """The customer has a mail, and the order's papers have a credit note over all of it."""
    assert shop.wait_for_mail(order["email"], "money back")
    deadline = time.monotonic() + 20
    while not (notes := papers(shop, order)["credit_notes"]) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(notes) == 1
    with shop.client() as customer:
        told = customer.get(f"/orders/{order['number']}", params={"key": order["key"]}).json()
    assert told["status"] == "refunded"


def papers(shop: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Return an order's invoice, as its customer reads it, as soon as it is issued."""
    deadline = time.monotonic() + 20
    with shop.client() as customer:
        if "full_key" not in order:
            order["full_key"] = unlocked(shop, customer, order)
        where, key = f"/orders/{order['number']}/invoice", {"key": order["full_key"]}
        while (reply := customer.get(where, params=key)).status_code != 200:
            assert time.monotonic() < deadline, reply.text
            time.sleep(0.2)
    return dict(reply.json())


def unlocked(shop: Any, customer: Any, order: dict[str, Any]) -> str:
    """Return the key that shows names and addresses, too, for a code that was mailed."""
    path, key = f"/orders/{order['number']}", {"key": order["key"]}
    customer.post(f"{path}/code", json=key)
    text = shop.wait_for_mail(order["email"], "Your code")["BodyText"]
    code = re.search(r"\b\d{3} ?\d{3}\b", text)
    assert code, text
    return str(customer.post(f"{path}/unlock", json=key | {"code": code[0]}).json()["key"])


def writer_reads_the_answer(shop: Any, message: dict[str, str]) -> None:
    """Whoever wrote has a mail with a link, and behind it the answer."""
    mail = shop.wait_for_mail(message["email"])
    assert message["ticket"] in mail["BodyText"]
    with shop.client() as writer:
        told = writer.get(f"/contact/{message['ticket']}", params={"key": message["key"]}).json()
    assert [m["message"] for m in told["messages"]][-1] == "It floats.\nOn calm water."


def refund(desk: Desk, shop: Any, number: str) -> None:
    """Pay an order back."""
    desk.press("Orders")
    desk.field("search").fill(number)
    desk.press("Find")
    desk.press(number)
    desk.field("how").select_option("bank")
    desk.field("reference").fill("B-1")
    desk.press("Pay back")
    desk.done("Paid back £")
    told = call(shop, "desk", action="order", number=number)
    assert told["status"] == "refunded"
    assert "arn:aws:iam::000000000000:user/ada" in {event["actor"] for event in told["events"]}


def answer(desk: Desk, ticket: str) -> None:
    """Answer a message, whose writer wrote no HTML but text."""
    desk.press("Messages")
    desk.press(ticket)
    expect(desk.body).to_contain_text("Does <b>it</b> float?")
    desk.field("message").fill("It floats.\nOn calm water.")
    desk.press("Send")
    desk.done("The answer is sent.")
    expect(desk.body).to_contain_text("On calm water.")


def raise_stock(desk: Desk, shop: Any) -> None:
    """Raise the stock that is lowest."""
    desk.press("Stock")
    sku = desk.body.locator("tbody tr").first.locator("code").first.inner_text()
    desk.field(f"stock-{sku}.available").fill("40")
    desk.field(f"stock-{sku}.reason").fill("delivery")
    desk.press("Set")
    desk.done("The stock is set.")
    with shop.client() as visitor:
        assert visitor.get(f"/products/{sku}").json()["availability"] == "in_stock"


def import_goods(desk: Desk, shop: Any) -> None:
    """Import two hundred products, one of them bad."""
    run = f"T{uuid.uuid4().hex[:6].upper()}"
    rest = "10,logo.svg,A thing,9"
    rows = [f"{run}-{n},Thing {n},A thing.,paper,{500 + n},{rest}" for n in range(199)]
    rows.insert(100, f"{run}-BAD,Thing,A thing.,paper,-5,{rest}")
    desk.press("Import")
    desk.field("import.csv").fill("\n".join([COLUMNS, *rows]))
    desk.press("See what it comes to")
    expect(desk.body).to_contain_text("199 new, 0 changed, 0 as they are, 1 refused.")
    expect(desk.body.locator("tbody tr").first).to_contain_text(f"{run}-BAD")
    desk.press("Import 199 rows")
    desk.done("The goods are imported.")
    with shop.client() as visitor:
        assert visitor.get(f"/products/{run}-198").status_code == 200
        assert visitor.get(f"/products/{run}-BAD").status_code == 404


def read_visitors(desk: Desk) -> None:
    """Read the visitors' charts in the dark, and the metrics of the hour."""
    desk.press("Visitors")
    expect(desk.body.locator("svg").first).to_be_visible()
    expect(desk.body).to_contain_text("sum of daily visitors")
    desk.page.locator("#theme").select_option("dark")
    expect(desk.body.locator(".desk-dark h2")).to_have_text("Visitors")
    desk.page.locator("#range").select_option("168")
    expect(desk.body).to_contain_text("8 days (UTC)")
    expect(desk.page.locator("#figures")).to_contain_text("Requests")
