"""From the product to the receipt, and back again, as people and programs do it."""

import json
import re

import pytest

from shop.storage import products
from shop.storage.orders import OrderRow
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.order_streams import deliver, stream_record
from tests.support.orders import ANSWERS, TYPED, bought
from tests.support.post import Post, opened_post
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def stream() -> None:
    """Let the stream bring everything that is in the orders table, twice."""
    rows = [row.serialize() for row in OrderRow.scan()]
    for _ in range(2):
        assert deliver(*(stream_record(n, {"NewImage": row}) for n, row in enumerate(rows))) == []


@pytest.fixture
def post(tables: Tables):
    with opened_post(tables) as opened:
        yield opened


def test_a_guest_buys_in_a_browser_and_comes_back_by_the_link_in_the_receipt(post: Post):
    stock(make_product(available=3))
    person = Client(page=True)

    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})
    assert "Go to the checkout" in person.get("/cart").text
    assert person.get("/checkout").status == 200
    led_to_review = person.post("/checkout", TYPED)
    review = person.get(led_to_review.headers["location"])
    confirmed = person.post("/orders", dict(HIDDEN.findall(review.text)))
    order_page = person.get(confirmed.headers["location"])
    assert order_page.status == 200
    assert products.get("LAMP-1").available == 1

    stream()
    (receipt,) = post.deliver()
    assert receipt.to == ["ada@example.com"]
    assert "£43.93" in receipt.text
    elsewhere = Client(page=True)
    thanks = confirmed.headers["location"]
    assert "Thank you for your order" in person.get(thanks).text
    again = person.get(thanks.removesuffix("&placed=yes")).text
    assert "Mails about this order" in again
    assert elsewhere.get(receipt.link("/orders/")).text == again

    cancel = dict(HIDDEN.findall(order_page.text))
    number = receipt.subject.rpartition(" ")[2]
    assert elsewhere.post(f"/orders/{number}/cancel", cancel).status == 303
    assert "Cancelled" in elsewhere.get(receipt.link("/orders/")).text
    assert products.get("LAMP-1").available == 3


def test_a_customer_buys_with_a_program_and_finds_the_order_in_the_list(post: Post):
    add_customer()
    stock(make_product())
    shop = logged_in()

    order = bought(shop, email="customer@example.com")
    stream()

    assert shop.get("/orders").json["orders"][0]["number"] == order["number"]
    (receipt,) = [mail for mail in post.deliver() if "received" in mail.subject]
    assert receipt.link("/orders/") == f"/orders/{order['number']}"
    assert shop.get(receipt.link("/orders/")).json == order
    assert Client().get(receipt.link("/orders/")).status == 404


def test_a_lost_answer_costs_nobody_a_second_order(tables: Tables, post: Post):
    stock(make_product(available=5))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    review = shop.post("/checkout", ANSWERS).json
    body = json.dumps({"cart_version": review["cart_version"]})
    headers = {
        "content-type": "application/json",
        "idempotency-key": f'"{review["idempotency_key"]}"',
    }
    answers = [shop.send("POST", "/orders", body, headers) for _ in range(3)]
    stream()

    assert [answer.status for answer in answers] == [201, 200, 200]
    assert len({answer.json["number"] for answer in answers}) == 1
    assert products.get("LAMP-1").available == 4
    assert len(post.deliver()) == 1


def test_who_lost_the_receipt_has_the_link_mailed_again(post: Post):
    stock(make_product())
    order = bought(Client())
    person = Client(page=True)

    person.post("/orders/find", {"number": order["number"].lower(), "email": order["email"]})
    (mail,) = post.deliver()

    assert order["number"] in person.get(mail.link("/orders/")).text
