"""Pages for recognised visitors, and what keeps them from anybody else."""

import re

import pytest

from shop.web.cookies import CHOICES, VISITOR
from tests.support.accounts import add_customer, copied, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
PUBLIC = ("/", "/products", "/products/LAMP-1", "/policies", "/policies/terms", "/links")
YES = {"recognition": True, "statistics": True}
WELCOME = '<p class="welcome">Welcome back'


def recognised(**liked: object) -> Client:
    """Return a person's browser that may be recognised, with how its visitor likes pages."""
    visitor = Client()
    visitor.post("/cookies", YES)
    if liked:
        assert visitor.post("/preferences", liked).status == 200
    return copied(visitor, page=True)


def products_on(client: Client, path: str) -> int:
    return len(set(re.findall(r'href="/products/(LAMP-\d)"', client.get(path).text)))


@pytest.mark.parametrize("path", PUBLIC)
def test_a_recognised_visitors_page_is_kept_by_nobody(path: str):
    stock(make_product())
    visitor = recognised(text_size="larger", currency_display="code")

    page = visitor.get(path)

    assert page.headers["cache-control"] == "no-store"
    assert "etag" not in page.headers
    assert page.set_cookies == []
    assert '<html lang="en-GB" class="text-larger">' in page.text
    assert WELCOME in page.text


@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_elses_page_stays_public_and_is_no_copy_for_a_recognised_visitor(path: str):
    stock(make_product())
    plain = Client(page=True).get(path)
    with_cart = Client(page=True, cookies={"__Host-cart": "A" * 22}).get(path)

    assert plain.headers["cache-control"].startswith("public, max-age=")
    assert plain.headers["vary"].startswith("Accept, Cookie")
    assert plain.headers["etag"] == with_cart.headers["etag"]
    assert '<html lang="en-GB">' in plain.text
    assert WELCOME not in plain.text


def test_a_program_gets_the_same_data_whatever_its_cookies_say():
    stock(make_product())
    visitor = copied(recognised(list_size=5), page=False)
    answer = visitor.get("/products")
    assert answer.headers["cache-control"].startswith("public")
    assert answer.headers["vary"] == "Accept"


def test_prices_are_written_as_the_visitor_likes_them():
    stock(make_product())
    assert "£19.99" in recognised(text_size="large").get("/products").text
    page = recognised(currency_display="code").get("/products").text
    assert "GBP 19.99" in page
    assert "£" not in page


def test_lists_as_many_products_as_the_visitor_likes_unless_the_address_says():
    for number in range(8):
        stock(make_product(sku=f"LAMP-{number}"))
    visitor = recognised(list_size=5)
    assert products_on(visitor, "/products") == 5
    assert products_on(visitor, "/products?limit=3") == 3
    assert products_on(Client(page=True), "/products") == 8


def test_a_cookie_that_nobody_said_yes_to_does_nothing_and_goes():
    visitor = Client(page=True, cookies={VISITOR.name: f"{'A' * 22}~5-larger-code"})
    page = visitor.get("/")
    assert "text-larger" not in page.text
    assert page.headers["cache-control"].startswith("public")
    assert page.set_cookies == []
    assert visitor.get("/cookies").set_cookies[0].startswith("__Host-visitor=; Max-Age=0")
    assert VISITOR.name not in visitor.cookies


def test_a_yes_of_before_a_material_change_recognises_nobody_and_asks_again():
    chosen = {CHOICES.name: f"r1s1~2026-11-01~{'A' * 22}", VISITOR.name: "B" * 22}
    visitor = Client(page=True, cookies=chosen)
    assert WELCOME not in visitor.get("/").text
    page = visitor.get("/cart")
    assert '<a href="/cookies">Please choose again</a>' in page.text
    assert VISITOR.name not in visitor.cookies
    assert "Please choose again" not in visitor.get("/").text


def test_the_account_keeps_preferences_and_the_cookie_follows_it(tables: Tables):
    add_customer()
    client = logged_in()
    client.post("/cookies", YES)
    assert client.post("/preferences", {"text_size": "large"}).json == {
        "list_size": 20,
        "text_size": "large",
        "currency_display": "symbol",
        "kept_in": "account",
    }
    (row,) = tables.items("CustomersTable")
    assert row["text_size"] == "large"
    # Another browser of the same customer, that was told yes too.
    other = logged_in()
    other.post("/cookies", YES)
    other = copied(other, page=True)
    assert "text-large" not in other.get("/").text
    assert "Welcome back, Casey Customer." in other.get("/account").text
    assert '<html lang="en-GB" class="text-large">' in other.get("/").text


def test_an_account_without_a_yes_sets_no_cookie_and_changes_its_own_pages_only():
    add_customer()
    client = logged_in()
    client.post("/preferences", {"text_size": "large"})
    page = copied(client, page=True)
    assert '<html lang="en-GB" class="text-large">' in page.get("/account").text
    assert "text-large" not in page.get("/").text
    assert VISITOR.name not in page.cookies


def test_what_is_kept_in_the_cookie_is_the_code_and_what_was_chosen():
    visitor = recognised(list_size=50)
    token, _, liked = visitor.cookies[VISITOR.name].partition("~")
    assert len(token) == 22
    assert liked == "50-normal-symbol"
    visitor.post("/cookies", {"recognition": "true", "statistics": "false"})
    assert visitor.cookies[VISITOR.name] == f"{token}~50-normal-symbol"
