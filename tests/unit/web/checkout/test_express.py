"""Ordering in two clicks: from the cart to the review, and from there to the order."""

from html import unescape

import pytest

from shop.domain.address_book import AddressBook, SavedAddress
from shop.domain.addresses import Address
from tests.support.accounts import EMAIL, add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.forms import fields_of
from tests.support.gateway import Client

pytestmark = pytest.mark.usefixtures("tables")

HOME = Address(
    name="Ada Sample",
    line1="1 Sample Street",
    city="Exampleton",
    postal_code="EX1 2MP",
    country="GB",
)
WORK = Address(name="Ada at work", line1="2 Sample Road", city="Dublin", country="IE")
FAR = Address(name="Ada far away", line1="3 Sample Base", city="Icefield", country="AQ")
BOOK = AddressBook((SavedAddress("a", HOME), SavedAddress("b", WORK)), "a", "b")
PANEL = "Order in two clicks"


def shopper(book: AddressBook = BOOK, quantity: int = 2) -> Client:
    """Return a customer with addresses and something in the cart, looking at pages."""
    stock(make_product())
    add_customer(
        addresses=book.addresses,
        default_billing=book.default_billing,
        default_shipping=book.default_shipping,
    )
    client = logged_in()
    client.page = True
    client.post("/cart/lines", {"sku": "LAMP-1", "quantity": str(quantity)})
    return client


def test_two_clicks_order_with_what_the_account_knows():
    client = shopper()
    answers = fields_of(client.get("/cart").text, "/checkout") | {"payment_method": "money_order"}

    reviewed = client.post("/checkout", answers)
    page = client.get(reviewed.headers["location"]).text
    confirmed = client.post("/orders", fields_of(page, "/orders"))

    assert "Nothing is ordered, reserved or charged until you press" in page
    order = Client(cookies=client.cookies).get(confirmed.headers["location"]).json
    assert order["email"] == EMAIL
    assert order["billing_address"]["line1"] == HOME.line1
    assert order["shipping_address"]["line1"] == WORK.line1
    assert order["payment_method"] == "money_order"


def test_names_the_address_the_way_to_send_and_the_ways_to_pay(monkeypatch):
    monkeypatch.setenv("STAGE", "local")  # where cards are taken
    page = unescape(shopper().get("/cart").text)
    assert PANEL in page
    assert "To Ada at work, 2 Sample Road, Dublin, Ireland." in page
    for way in ("Pay by money order", "Pay by card"):
        assert way in page


def test_one_address_is_sent_once():
    page = shopper(AddressBook((SavedAddress("a", HOME),), "a", "a")).get("/cart").text
    assert 'name="billing_address.line1"' in page
    assert "shipping_address" not in page


def test_without_an_address_for_deliveries_goods_go_to_that_of_the_bill():
    page = unescape(shopper(AddressBook((SavedAddress("a", HOME),), "a", None)).get("/cart").text)
    assert "To Ada Sample, 1 Sample Street" in page


@pytest.mark.parametrize(
    "book",
    [
        AddressBook(),
        AddressBook((SavedAddress("a", HOME),), None, "a"),
        AddressBook((SavedAddress("a", HOME), SavedAddress("b", FAR)), "a", "b"),
    ],
    ids=["no address", "none for the bill", "nobody sends there"],
)
def test_is_not_offered_to_whom_it_would_not_lead_to_a_review(book):
    assert PANEL not in shopper(book).get("/cart").text


def test_is_not_offered_to_a_guest():
    stock(make_product())
    guest = Client(page=True)
    guest.post("/cart/lines", {"sku": "LAMP-1", "quantity": "1"})
    assert PANEL not in guest.get("/cart").text


def test_is_not_offered_while_something_is_in_the_way():
    page = shopper(quantity=99).get("/cart").text
    assert "Use today’s prices and stock" in page
    assert PANEL not in page
    assert 'href="/checkout"' not in page
