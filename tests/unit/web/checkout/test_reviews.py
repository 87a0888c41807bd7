"""The checkout and the review through their front door."""

from datetime import timedelta
from typing import Any

import pytest

from shop.domain.checkout import ACKNOWLEDGE
from shop.domain.promotions import REFUSAL, Promotion, customer_redeemer, redeemers
from shop.storage import carts, promotions
from shop.storage.transactions import write_together
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.interleaving import just_before
from tests.support.orders import ANSWERS, TYPED, confirmation, reviewed
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
POUNDS = {"currency": "GBP"}


def a_promotion(**changes: Any) -> Promotion:
    values: dict[str, Any] = {
        "code": "TENTH",
        "kind": "percent",
        "amount": 10,
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
    }
    return Promotion(**(values | changes))


def test_the_checkout_offers_two_ways_to_ship_at_their_prices_for_the_cart():
    stock(make_product(price_pence=2500))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    small = shop.get("/checkout").json
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    large = shop.get("/checkout").json

    window = {"from": "2026-11-27", "to": "2026-12-07"}
    assert small["shipping_methods"] == [
        {
            "id": "standard",
            "name": "Standard post",
            "price": POUNDS | {"amount": 395},
            "ships_between": window,
        },
        {
            "id": "express",
            "name": "Express courier",
            "price": POUNDS | {"amount": 795},
            "ships_between": window,
        },
    ]
    assert [m["price"]["amount"] for m in large["shipping_methods"]] == [0, 795]
    assert small["payment_methods"] == [{"id": "money_order", "name": "Money order"}]
    assert (small["addresses"], small["cart"]["subtotal"]["amount"]) == ([], 2500)


def test_the_checkout_of_an_empty_cart_has_nothing_to_answer():
    assert Client().get("/checkout").json["cart"]["lines"] == []
    assert "Your cart is empty" in Client(page=True).get("/checkout").text


def test_a_review_shows_everything_at_the_shops_own_prices():
    stock(make_product())
    review = reviewed(Client())

    assert {name: review[name] for name in ("email", "shipping_method", "payment_method")} == {
        "email": "ada@example.com",
        "shipping_method": "standard",
        "payment_method": "money_order",
    }
    amounts = {n: review[n]["amount"] for n in ("subtotal", "discount", "shipping", "tax", "total")}
    assert amounts == {
        "subtotal": 3998,
        "discount": 0,
        "shipping": 395,
        "tax": 732,
        "total": 4393,
    }
    assert review["ships_between"] == {"from": "2026-11-27", "to": "2026-12-07"}
    assert review["shipping_address"] == review["billing_address"]
    assert review["instructions"] == "Ring twice."
    assert set(review) == {
        *("idempotency_key", "cart_version", "email", "lines", "subtotal", "discount"),
        *("shipping", "tax", "total", "ships_between", "billing_address", "shipping_address"),
        *("shipping_method", "payment_method", "instructions", "policy_version", "policies"),
    }


def test_a_price_in_the_request_is_refused_like_every_unknown_field():
    stock(make_product())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})

    answer = shop.post("/checkout", ANSWERS | {"total": 1})

    assert answer.status == 422
    assert answer.json["errors"] == [{"field": "total", "message": "There is no such field."}]


def test_a_review_reserves_nothing_and_places_nothing(tables: Tables):
    stock(make_product(available=5))
    reviewed(Client())

    assert tables.items("ProductsTable")[0]["available"] == 5
    assert tables.count("OrdersTable") == 0


def test_the_same_answers_keep_their_key_and_other_answers_get_another():
    stock(make_product())
    shop = Client()
    first = reviewed(shop)
    same = shop.post("/checkout", ANSWERS).json
    other = shop.post("/checkout", ANSWERS | {"instructions": "Ring once."}).json

    assert same == first
    assert other["idempotency_key"] != first["idempotency_key"]
    assert shop.get("/checkout/review").json == other


def test_a_change_of_the_cart_ends_the_review():
    stock(make_product())
    shop = Client()
    first = reviewed(shop)
    second = reviewed(shop, quantity=3)

    assert second["idempotency_key"] != first["idempotency_key"]
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    assert shop.get("/checkout/review").status == 404


def test_a_review_in_a_form_the_shop_does_not_know_counts_as_none():
    stock(make_product())
    shop = Client()
    reviewed(shop)
    cart_id = next(iter(_cart_ids()))
    cart = carts.find(cart_id, NOW)
    assert cart is not None
    assert carts.change_review(cart, '{"version": 0}')

    assert shop.get("/checkout/review").status == 404


def _cart_ids() -> list[str]:
    from shop.storage.carts import CartRow  # noqa: PLC0415 - past the verbs, for this test only

    return [row.cart_id for row in CartRow.scan()]


def test_every_mistake_is_told_at_once_and_what_was_typed_is_kept():
    stock(make_product())
    person = Client(page=True)
    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})

    answer = person.post(
        "/checkout",
        TYPED
        | {
            "email": "nobody",
            "billing_address.city": "",
            "billing_address.line1": "7 <Odd> Street",
            "shipping_address.name": "Bo Sample",
            "shipping_address.country": "AQ",
        },
    )

    assert answer.status == 422
    assert "This is not an e-mail address." in answer.text
    assert 'href="#billing_address.city"' in answer.text
    assert 'href="#shipping_address.line1"' in answer.text
    assert "We do not send parcels to Antarctica yet." in answer.text
    assert 'value="7 &lt;Odd&gt; Street"' in answer.text


def test_a_browser_is_led_to_the_review_page():
    stock(make_product())
    person = Client(page=True)
    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})

    answer = person.post("/checkout", TYPED | {"shipping_address.country": ""})

    assert (answer.status, answer.headers["location"]) == (303, "/checkout/review")
    page = person.get("/checkout/review").text
    for text in ("Confirm order", "£43.93", "£7.32", "1 Sample Street", "Ring twice.", "GB"):
        assert text in page or text == "GB"
    assert "United Kingdom" in page


def test_short_stock_is_refused_with_the_skus():
    stock(make_product(available=2))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 3})

    answer = shop.post("/checkout", ANSWERS)

    assert (answer.status, answer.json["code"]) == (409, "out-of-stock")
    assert answer.json["skus"] == ["LAMP-1"]


def test_a_price_that_changed_since_it_was_seen_is_refused():
    lamp = make_product()
    stock(lamp)
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    change_product(lamp.sku, price_pence=2499)

    answer = shop.post("/checkout", ANSWERS)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert "£24.99" in answer.json["detail"]


def test_a_cart_that_changes_while_it_is_reviewed_is_refused():
    stock(make_product())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    other_tab = Client(cookies=dict(shop.cookies))
    more = {"sku": "LAMP-1", "quantity": 2}
    with just_before("UpdateItem", lambda: other_tab.post("/cart/lines", more)):
        answer = shop.post("/checkout", ANSWERS)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert shop.get("/checkout/review").status == 404


def test_an_empty_cart_is_refused():
    answer = Client().post("/checkout", ANSWERS)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")


def test_a_promotion_is_on_the_review():
    stock(make_product())
    promotions.insert(a_promotion())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    shop.post("/cart/promotion", {"code": "tenth"})

    review = shop.post("/checkout", ANSWERS).json

    assert (review["discount"]["amount"], review["total"]["amount"]) == (400, 3993)
    shop.headers["accept"] = "text/html"
    assert "TENTH" in shop.get("/checkout/review").text


def test_free_delivery_is_on_the_checkout_the_review_and_the_order():
    stock(make_product())
    promotions.insert(a_promotion(code="FREEPOST", kind="free_shipping", amount=0))
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    shop.post("/cart/promotion", {"code": "freepost"})

    offered = shop.get("/checkout").json
    review = shop.post("/checkout", ANSWERS | {"shipping_method": "express"}).json
    page = shop.get("/checkout/review", accept="text/html").text
    order = shop.post("/orders", confirmation(review)).json

    assert {method["price"]["amount"] for method in offered["shipping_methods"]} == {0}
    assert "free with FREEPOST" in page
    for shown in (review, order):
        sums = {n: shown[n]["amount"] for n in ("subtotal", "discount", "shipping", "total")}
        assert sums == {"subtotal": 3998, "discount": 0, "shipping": 0, "total": 3998}
    assert "free with FREEPOST" in (
        shop.get(f"/orders/{order['number']}?key={order['key']}", accept="text/html").text
    )


def test_problems_lead_to_the_cart_that_offers_a_way_on():
    lamp = make_product()
    stock(lamp)
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 3})
    change_product(lamp.sku, price_pence=2499)
    dearer = shop.post("/checkout", ANSWERS).json
    change_product(lamp.sku, available=2)
    short = shop.post("/checkout", ANSWERS).json

    for refusal in (dearer, short):
        assert refusal["detail"].endswith(ACKNOWLEDGE)
    shop.page, shop.headers = True, {}
    page = shop.post("/checkout", TYPED | {"shipping_address.country": ""})
    assert page.status == 409
    assert "Use today’s prices and stock" in page.text
    version = shop.get("/cart", accept="application/json").json["version"]
    shop.post("/cart/acknowledge", {"version": version})
    assert shop.post("/checkout", TYPED).status == 303


def test_a_customer_is_not_asked_to_review_a_code_they_have_used_up():
    customer = add_customer()
    stock(make_product())
    once_each = a_promotion(most_uses_each=1)
    promotions.insert(once_each)
    shop = logged_in()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    shop.post("/cart/promotion", {"code": "TENTH"})
    theirs = customer_redeemer(customer.customer_id)
    write_together(lambda t: promotions.add_use(t, once_each, [theirs]))

    answer = shop.post("/checkout", ANSWERS)

    assert (answer.status, answer.json["code"]) == (409, "promotion-unavailable")
    assert answer.json["detail"] == REFUSAL


def test_what_an_address_has_used_is_told_at_the_review_to_its_owner_alone():
    add_customer("ada@example.com")
    stock(make_product())
    once_each = a_promotion(most_uses_each=1)
    promotions.insert(once_each)
    (by_email,) = redeemers(once_each, "ada@example.com", None)
    write_together(lambda t: promotions.add_use(t, once_each, [by_email]))
    ada, guest = logged_in("ada@example.com"), Client()
    for shop in (ada, guest):
        shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
        assert shop.post("/cart/promotion", {"code": "TENTH"}).status == 200

    refused = ada.post("/checkout", ANSWERS | {"email": "ADA@example.com"})

    assert (refused.status, refused.json["detail"]) == (409, REFUSAL)
    assert ada.post("/checkout", ANSWERS | {"email": "other@example.com"}).status == 200
    CALLS.clear()
    assert guest.post("/checkout", ANSWERS).status == 200
    assert CALLS == ["GetItem", "GetItem", "BatchGetItem", "UpdateItem"]


def test_a_customers_details_are_filled_in():
    add_customer("casey@example.com")
    stock(make_product())
    shop = logged_in("casey@example.com")
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    shop.headers["accept"] = "text/html"

    assert 'value="casey@example.com"' in shop.get("/checkout").text


def test_the_calls_to_the_database():
    stock(make_product())
    shop = Client()
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    counted = {}
    for method, path in (("GET", "/checkout"), ("POST", "/checkout"), ("GET", "/checkout/review")):
        CALLS.clear()
        (shop.post(path, ANSWERS) if method == "POST" else shop.get(path))
        counted[f"{method} {path}"] = list(CALLS)

    assert counted == {
        "GET /checkout": ["GetItem", "BatchGetItem"],
        "POST /checkout": ["GetItem", "BatchGetItem", "UpdateItem"],
        "GET /checkout/review": ["GetItem"],
    }
