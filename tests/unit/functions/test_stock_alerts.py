"""Alerts through their front door, with the mails that go out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shop.storage import products
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.post import Post
from tests.support.stock_streams import record, stream
from tests.support.tables import CALLS, Tables

EMAIL = "customer@example.com"
OUT = make_product(available=0)


@pytest.fixture
def shop(tables: Tables) -> Tables:
    stock(OUT)
    return tables


def confirmation(post: Post):
    Client().post("/products/LAMP-1/alerts", {"email": EMAIL})
    [mail] = post.deliver()
    return mail


def confirm(mail) -> str:
    token = mail.link("/products/alerts/confirm").partition("?token=")[2]
    status: str = Client().post("/products/alerts/confirm", {"token": token}).json["status"]
    return status


LATER = NOW + timedelta(hours=1)
MUCH_LATER = NOW + timedelta(hours=2)


def arrive(units: int = 3, at: datetime = NOW) -> None:
    before = products.get("LAMP-1")
    stream(record(before, change_product("LAMP-1", at, available=units)))


def test_the_page_of_a_product_offers_an_alert_only_while_it_is_out_of_stock(shop):
    browser = Client(page=True)
    page = browser.get("/products/LAMP-1")
    assert 'action="/products/LAMP-1/alerts"' in page.text
    assert page.headers["cache-control"].startswith("public")
    assert page.set_cookies == []

    change_product("LAMP-1", available=1)
    assert "/alerts" not in browser.get("/products/LAMP-1").text


def test_one_mail_comes_when_it_is_back_and_only_after_a_yes(shop, post: Post):
    mail = confirmation(post)
    assert "Fog lantern" in mail.text
    assert shop.count("StockAlertsTable") == 0
    arrive()
    assert len(post.deliver()) == 1
    change_product("LAMP-1", LATER, available=0)

    assert confirm(mail) == "confirmed"
    arrive(at=LATER)
    told = post.deliver()[-1]
    assert told.to == [EMAIL]
    assert told.subject == "Fog lantern is back in stock"
    assert "/products/LAMP-1" in told.text
    assert shop.count("StockAlertsTable") == 0

    change_product("LAMP-1", MUCH_LATER, available=0)
    arrive(at=MUCH_LATER)
    assert len(post.deliver()) == 2


def test_the_whole_way_on_pages(shop, post: Post):
    browser = Client(page=True)
    sent = browser.post("/products/LAMP-1/alerts", {"email": EMAIL})
    assert (sent.status, sent.headers["location"]) == (303, "/products/LAMP-1/alerts?done=sent")
    assert "look at your mail" in browser.get(sent.headers["location"]).text
    [mail] = post.deliver()

    page = browser.get(mail.link("/products/alerts/confirm"))
    assert "Yes, tell me" in page.text
    assert shop.count("StockAlertsTable") == 0
    token = page.text.partition('id="token" value="')[2].partition('"')[0]
    done = browser.post("/products/alerts/confirm", {"token": token})
    assert "one mail when it is back" in browser.get(done.headers["location"]).text
    assert shop.count("StockAlertsTable") == 1

    page = browser.get(mail.link("/products/alerts/cancel"))
    assert "Yes, cancel it" in page.text
    assert shop.count("StockAlertsTable") == 1
    token = page.text.partition('id="token" value="')[2].partition('"')[0]
    assert "It is done" in browser.post("/products/alerts/cancel", {"token": token}).text
    assert shop.count("StockAlertsTable") == 0


def test_who_confirms_late_is_told_that_it_is_back_and_not_kept(shop, post: Post):
    mail = confirmation(post)
    change_product("LAMP-1", available=3)
    assert confirm(mail) == "in-stock"
    assert shop.count("StockAlertsTable") == 0
    page = Client(page=True).get("/products/LAMP-1/alerts?done=in-stock").text
    assert "back in stock already" in page


def test_confirming_twice_is_confirming_once(shop, post: Post):
    mail = confirmation(post)
    assert confirm(mail) == confirm(mail) == "confirmed"
    assert shop.count("StockAlertsTable") == 1


def test_answers_alike_whatever_the_address_and_asks_once_a_day(shop, post: Post):
    def answer(email: str, **client):
        asked = Client(**client).post("/products/LAMP-1/alerts", {"email": email})
        return asked.status, asked.text

    first = answer(EMAIL)
    assert first == (202, '{"status":"check-your-email"}')
    assert {answer(EMAIL), answer("another@example.com")} == {first}
    assert len(post.deliver()) == 2
    assert answer(EMAIL, now=NOW + timedelta(days=1)) == first
    assert len(post.deliver()) == 3


def test_fills_nobodys_inbox(tables, post: Post):
    stock(*(replace(OUT, sku=f"LAMP-{n}") for n in range(6)))
    for n in range(6):
        asked = Client(address=f"192.0.2.{n}").post(f"/products/LAMP-{n}/alerts", {"email": EMAIL})
        assert asked.status == 202
    assert len(post.deliver()) == 3


def test_asking_is_limited_for_each_network(shop):
    visitor = Client()
    for n in range(10):
        asked = visitor.post("/products/LAMP-1/alerts", {"email": f"n{n}@example.com"})
        assert asked.status == 202
    assert visitor.post("/products/LAMP-1/alerts", {"email": "n10@example.com"}).status == 429


@pytest.mark.parametrize("email", ["", "nobody", "a@example.com,b@example.com"])
def test_what_is_no_address_is_sent_back_to_the_form(shop, email):
    assert Client().post("/products/LAMP-1/alerts", {"email": email}).status == 422
    page = Client(page=True).post("/products/LAMP-1/alerts", {"email": email})
    assert page.status == 422
    assert "Tell me when" in page.text
    assert f'value="{email}"' in page.text


@pytest.mark.usefixtures("tables")
def test_a_product_that_is_not_sold_has_no_alerts():
    assert Client().get("/products/NOTHING/alerts").status == 404
    assert Client().post("/products/NOTHING/alerts", {"email": EMAIL}).status == 404


def test_a_link_that_is_not_whole_is_explained(shop):
    answer = Client(page=True).post("/products/alerts/confirm", {"token": "nonsense"})
    assert answer.status == 422
    assert "too old or not complete" in answer.text


@pytest.mark.parametrize("token", ["", "nonsense", "ff.k1.x"])
def test_cancelling_answers_the_same_whatever_the_link(shop, post: Post, token):
    confirm(confirmation(post))
    answer = Client().post("/products/alerts/cancel", {"token": token})
    assert (answer.status, answer.json) == (200, {"status": "cancelled"})
    assert shop.count("StockAlertsTable") == 1


def test_the_pages_of_links_read_nothing(shop):
    CALLS.clear()
    for path in ("/products/alerts/confirm?token=x", "/products/alerts/cancel?token=x"):
        assert Client().get(path).json == {"status": "to-be-confirmed"}
    assert CALLS == []


def test_makes_few_calls(shop):
    Client().post("/products/LAMP-1/alerts", {"email": "warm@example.com"})
    CALLS.clear()
    Client().get("/products/LAMP-1/alerts")
    assert CALLS == ["GetItem"]
    CALLS.clear()
    Client().post("/products/LAMP-1/alerts", {"email": EMAIL})
    # One count of the network, two to open the window of the new address, and the mail.
    assert CALLS == ["GetItem", "UpdateItem", "UpdateItem", "UpdateItem", "PutItem"]
