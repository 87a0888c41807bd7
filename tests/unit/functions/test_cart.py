"""The cart through its front door."""

from datetime import timedelta

import pytest

from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.promotions import Promotion
from shop.storage import product_changes, promotions
from shop.storage.transactions import write_together
from shop.web.cart.changes import merge_anonymous_cart
from shop.web.cart.owner import customer_cart_id
from shop.web.requests import Request
from tests.support.accounts import add_customer, log_in, logged_in
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW, Client, make_event
from tests.support.orders import ANSWERS
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")


def make_promotion(**changes) -> Promotion:
    values = {
        "code": "WELCOME10",
        "kind": "percent",
        "amount": 10,
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
    }
    return Promotion(**(values | changes))


def test_an_empty_cart_costs_no_write_and_sets_no_cookie(tables: Tables):
    answer = Client().get("/cart")

    assert answer.json["lines"] == []
    assert answer.json["total"] == {"amount": 0, "currency": "GBP"}
    assert not answer.set_cookies
    assert tables.count("CartsTable") == 0


def test_sets_changes_and_removes_a_quantity():
    stock(make_product("LAMP-1"), make_product("MUG-1", price_pence=500))
    shop = Client()

    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    first = shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 1}).json
    changed = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 3}).json
    removed = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 0}).json

    assert first["total"]["amount"] == 2 * 1999 + 500
    assert changed["lines"][0] == {
        "sku": "LAMP-1",
        "name": "Fog lantern",
        "quantity": 3,
        "unit_price": {"amount": 1999, "currency": "GBP"},
        "total": {"amount": 5997, "currency": "GBP"},
    }
    assert [line["sku"] for line in removed["lines"]] == ["MUG-1"]
    assert removed["version"] > changed["version"] > first["version"]
    assert shop.get("/cart").json == removed


def test_a_form_leads_a_browser_to_the_cart_page():
    stock(make_product())
    person = Client(page=True)

    answer = person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})

    assert (answer.status, answer.headers["location"]) == (303, "/cart?added=yes")
    assert "£39.98" in person.get("/cart").text


@pytest.mark.parametrize("quantity", [-1, 100, 1.5, "2", True, None])
def test_refuses_a_quantity_that_is_not_a_whole_number_from_0_to_99(quantity):
    stock(make_product())

    answer = Client().post("/cart/lines", {"sku": "LAMP-1", "quantity": quantity})

    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "quantity"


def test_answers_404_for_a_product_that_is_not_sold_and_takes_a_price_from_nobody():
    assert Client().post("/cart/lines", {"sku": "X", "quantity": 1}).status == 404
    answer = Client().post("/cart/lines", {"sku": "X", "quantity": 1, "unit_price": 1})
    assert answer.json["errors"] == [{"field": "unit_price", "message": "There is no such field."}]


def test_shows_a_persons_mistake_on_the_cart_page_itself():
    stock(make_product())
    answer = Client(page=True).post("/cart/lines", {"sku": "LAMP-1", "quantity": "many"})

    assert answer.status == 422
    assert "Enter a whole number." in answer.text
    assert "Your cart" in answer.text


def test_a_refused_quantity_is_told_beside_its_field_and_led_to():
    stock(make_product())
    person = Client(page=True)
    elsewhere = person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "500"}).text
    assert '<h1 id="quantity" tabindex="-1">' in elsewhere
    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})

    refused = person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "500"}).text

    assert refused.count('id="quantity"') == refused.count('id="quantity-error"') == 1
    assert 'value="500"' in refused
    assert 'href="#quantity"' in refused
    assert 'aria-describedby="quantity-error"' in refused


def test_holds_at_most_25_different_products():
    stock(*(make_product(f"LAMP-{n}") for n in range(26)))
    shop = Client()
    for n in range(25):
        shop.post("/cart/lines", {"sku": f"LAMP-{n}", "quantity": 1})

    assert shop.post("/cart/lines", {"sku": "LAMP-25", "quantity": 1}).status == 422


def test_tells_when_price_or_stock_has_changed_until_the_customer_agrees():
    stock(make_product("LAMP-1", available=10))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 12})
    change_product("LAMP-1", price_pence=2499)

    problems = shop.get("/cart").json["problems"]
    agreed = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 10}).json

    assert [(p["code"], p["sku"]) for p in problems] == [
        ("price-changed", "LAMP-1"),
        ("short-stock", "LAMP-1"),
    ]
    assert "from £19.99 to £24.99" in problems[0]["detail"]
    assert "only 10 left" in problems[1]["detail"]
    assert agreed["problems"] == []


def test_an_anonymous_cart_ends_30_days_after_its_last_change():
    stock(make_product())
    shop = Client()
    cookie = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1}).set_cookies[0]

    assert cookie.startswith("__Host-cart=")
    assert "Max-Age=2592000; Path=/; Secure; HttpOnly; SameSite=Lax" in cookie
    shop.now = NOW + timedelta(days=30) - timedelta(seconds=1)
    assert len(shop.get("/cart").json["lines"]) == 1
    shop.now = NOW + timedelta(days=30)
    assert shop.get("/cart").json["lines"] == []
    again = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 4}).json
    assert again["lines"][0]["quantity"] == 4


def test_uses_a_promotional_code_and_takes_it_off():
    stock(make_product())
    promotions.insert(make_promotion())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})

    cart = shop.post("/cart/promotion", {"code": " welcome10 "}).json
    without = shop.post("/cart/promotion", {"code": ""}).json

    assert cart["promotion"]["code"] == "WELCOME10"
    assert cart["discount"]["amount"] == 200
    assert cart["total"]["amount"] == 1799
    assert without["promotion"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "OTHER"},
        {"ends_at": NOW},
        {"starts_at": NOW + timedelta(seconds=1)},
        {"least_subtotal_pence": 5000},
        {"most_uses": 3, "uses": 3},
        {"most_uses_each": 0},
        {"kind": "free_shipping", "amount": 0, "ends_at": NOW},
    ],
)
def test_refuses_every_unusable_code_in_the_same_words(changes):
    stock(make_product())
    promotions.insert(make_promotion(**changes))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})

    answer = shop.post("/cart/promotion", {"code": "WELCOME10"})

    assert (answer.status, answer.json["code"]) == (409, "promotion-unavailable")
    assert answer.json["detail"] == "This promotional code cannot be used."
    assert Client().post("/cart/promotion", {"code": "?"}).json["detail"] == answer.json["detail"]


def test_says_so_when_a_code_in_the_cart_has_ended():
    stock(make_product())
    promotions.insert(make_promotion())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    shop.post("/cart/promotion", {"code": "WELCOME10"})
    shop.now = NOW + timedelta(days=1)

    cart = shop.get("/cart").json

    assert cart["discount"]["amount"] == 0
    assert [p["code"] for p in cart["problems"]] == ["promotion-unavailable"]


def test_slows_down_whoever_guesses_codes():
    shop = Client()
    answers = [shop.post("/cart/promotion", {"code": f"GUESS-{n}"}).status for n in range(21)]

    assert answers == [409] * 20 + [429]


def test_the_carts_move_together_at_login_and_only_once(tables: Tables):
    stock(make_product("LAMP-1"), make_product("MUG-1"))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 60})
    request = Request(make_event("POST", "/login", cookies=shop.cookies))

    merge_anonymous_cart(request, "c1")
    merge_anonymous_cart(request, "c1")
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 70})
    shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 1})
    merge_anonymous_cart(request, "c1")

    (cart,) = tables.items("CartsTable")
    assert cart["cart_id"] == customer_cart_id("c1")
    assert "expires_at" not in cart
    assert f'["LAMP-1", {LARGEST_QUANTITY}, 1999], ["MUG-1", 1, 1999]' in cart["lines"]
    assert request.reply_cookies[0].startswith("__Host-cart=; Max-Age=0")


def test_a_login_tells_what_it_brought_into_the_cart_until_the_cart_changes():
    add_customer()
    stock(make_product("LAMP-1"), make_product("MUG-1", name="Mug"))
    at_home = logged_in()
    at_home.post("/cart/lines", {"sku": "LAMP-1", "quantity": 60})
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 60})
    shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 1})

    answer = log_in(shop)

    assert answer.json["cart"] == {
        "added": [{"sku": "LAMP-1", "quantity": 39}, {"sku": "MUG-1", "quantity": 1}],
        "left_out": [{"sku": "LAMP-1", "quantity": 21}],
    }
    assert "cart" not in log_in(shop).json
    assert shop.get("/cart").json["merged"]["left_out"] == [
        {"sku": "LAMP-1", "quantity": 21, "name": "Fog lantern"}
    ]
    for path in ("/cart", "/checkout"):
        page = shop.get(path, accept="text/html").text
        assert "These were added to your cart, from the one of this browser" in page
        assert "<li>39 × Fog lantern</li><li>1 × Mug</li>" in page
        assert "These could not be added" in page
        assert "<li>21 × Fog lantern</li>" in page
    shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 2})
    assert "merged" not in shop.get("/cart").json
    assert "These were added" not in shop.get("/cart", accept="text/html").text


def changed_shelves() -> Client:
    """A browser whose cart has every problem there is."""
    stock(make_product("LAMP-1", available=10), make_product("MUG-1"), make_product("VASE-1"))
    promotions.insert(make_promotion(least_subtotal_pence=10_000))
    shop = Client()
    for sku, quantity in (("LAMP-1", 9), ("MUG-1", 1), ("VASE-1", 1)):
        shop.post("/cart/lines", {"sku": sku, "quantity": quantity})
    shop.post("/cart/promotion", {"code": "WELCOME10"})
    change_product("LAMP-1", price_pence=2499, available=3)
    change_product("MUG-1", available=0)
    return shop


def test_acknowledging_answers_a_cart_that_can_be_ordered():
    shop = changed_shelves()
    before = shop.get("/cart").json

    cart = shop.post("/cart/acknowledge", {"version": before["version"]}).json

    codes = [problem["code"] for problem in before["problems"]]
    assert codes == ["price-changed", "short-stock", "short-stock"]
    assert cart["problems"] == []
    assert {line["sku"]: line["quantity"] for line in cart["lines"]} == {"LAMP-1": 3, "VASE-1": 1}
    assert cart["subtotal"]["amount"] == 3 * 2499 + 1999
    assert cart["promotion"] is None
    assert cart["version"] == before["version"] + 1
    assert shop.get("/cart").json == cart
    assert shop.post("/cart/acknowledge", {"version": before["version"]}).json == cart
    assert shop.post("/checkout", ANSWERS).status == 200


def test_acknowledging_another_version_changes_nothing():
    shop = changed_shelves()
    before = shop.get("/cart").json

    answer = shop.post("/cart/acknowledge", {"version": before["version"] - 1})

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert shop.get("/cart").json == before


@pytest.mark.parametrize("body", [{}, {"version": -1}, {"version": "1"}, {"version": 1, "x": 1}])
def test_acknowledging_names_one_version(body):
    assert Client().post("/cart/acknowledge", body).status == 422


def test_acknowledging_without_a_cart_makes_none(tables: Tables):
    answer = Client().post("/cart/acknowledge", {"version": 1})

    assert (answer.status, answer.json["lines"], answer.set_cookies) == (200, [], [])
    assert tables.count("CartsTable") == 0


@pytest.mark.parametrize("path", ["/cart", "/checkout"])
def test_a_person_acknowledges_with_one_button(path):
    shop = changed_shelves()
    version = shop.get("/cart").json["version"]
    shop.headers["accept"] = "text/html"
    page = shop.get(path).text

    assert 'action="/cart/acknowledge" method="post"' in page
    assert f'name="version" value="{version}"' in page
    assert "Use today’s prices and stock" in page
    shop.page = True
    answer = shop.post("/cart/acknowledge", {"version": str(version)})
    assert (answer.status, answer.headers["location"]) == (303, "/cart")
    assert "Use today’s prices and stock" not in shop.get("/cart").text
    assert "£94.96" in shop.get("/cart").text


def test_the_checkout_of_what_is_not_sold_any_more_says_so():
    lamp = make_product()
    stock(lamp)
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    write_together(lambda t: product_changes.remove_in(t, lamp, NOW, "test"))
    page = shop.get("/checkout", accept="text/html").text

    assert "Nothing in your cart can be bought at the moment." in page
    assert "Use today’s prices and stock" in page


def test_free_delivery_is_shown_in_words():
    stock(make_product())
    promotions.insert(make_promotion(code="FREEPOST", kind="free_shipping", amount=0))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})

    cart = shop.post("/cart/promotion", {"code": "freepost"}).json

    assert cart["promotion"] == {
        "code": "FREEPOST",
        "discount": {"amount": 0, "currency": "GBP"},
        "free_shipping": True,
    }
    assert cart["total"] == cart["subtotal"]
    page = shop.get("/cart", accept="text/html").text
    assert "<dt>Code FREEPOST</dt><dd>free delivery</dd>" in page


def test_reads_and_writes_the_tables_no_more_than_it_must():
    stock(make_product())
    shop = Client()
    for action, calls in (
        (lambda: shop.get("/cart"), []),
        (
            lambda: shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1}),
            ["GetItem", "GetItem", "UpdateItem", "BatchGetItem"],
        ),
        (lambda: shop.get("/cart"), ["GetItem", "BatchGetItem"]),
    ):
        CALLS.clear()
        action()
        assert calls == CALLS


def test_says_clearly_that_a_cart_needs_a_cookie_where_the_browser_keeps_none():
    stock(make_product())
    refusing = Client(page=True)
    led = refusing.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1}).headers["location"]
    refusing.cookies.clear()

    page = refusing.get(led)

    assert led == "/cart?added=yes"
    assert "did not keep the cookie that a cart needs" in page.text


def test_says_nothing_of_cookies_where_the_browser_keeps_them():
    stock(make_product())
    shop = Client(page=True)
    led = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1}).headers["location"]
    assert "did not keep" not in shop.get(led).text
    again = shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    assert again.headers["location"] == "/cart"
    assert "did not keep" not in Client(page=True).get("/cart").text


def test_says_clearly_that_a_login_needs_a_cookie_where_the_browser_keeps_none():
    add_customer()
    refusing = Client(page=True)
    led = log_in(refusing).headers["location"]
    refusing.cookies.clear()

    page = refusing.get(led, referer="http://shop.localhost:3000/login")

    assert page.status == 401
    assert "did not keep the cookie that a login needs" in page.text
    assert "did not keep" not in refusing.get(led).text
