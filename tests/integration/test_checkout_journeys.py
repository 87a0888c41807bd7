"""The checkout without JavaScript: where goods go, what that costs, and stored addresses."""

from urllib.parse import urlencode

import pytest

from shop.domain.address_book import SavedAddress
from shop.domain.order_sums import OrderLine, sums_of
from shop.storage import carts, orders
from shop.storage.carts import CartRow
from shop.web.checkout.views import review_text
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.forms import fields_of
from tests.support.gateway import NOW, Client
from tests.support.orders import ANSWERS, BILLING, SHIPPING, TYPED, a_review, confirmation

pytestmark = pytest.mark.usefixtures("tables")
STORED = (SavedAddress("home", BILLING), SavedAddress("dublin", SHIPPING))
FRANCE = ANSWERS["billing_address"] | {"country": "FR"}


def a_returning_customer() -> Client:
    """Return the browser of a customer who comes back with something in the cart."""
    add_customer(addresses=STORED, default_billing="home", default_shipping="home")
    stock(make_product())
    person = logged_in()
    assert person.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2}).status == 200
    person.page = True
    return person


def with_goods(*, page: bool, quantity: int = 1, **product: int) -> Client:
    stock(make_product(available=99, **product))
    shop = Client(page=page)
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": str(quantity) if page else quantity})
    return shop


def carts_kept() -> list[str]:
    return [row.cart_id for row in CartRow.scan()]


def test_a_returning_customer_orders_in_two_clicks():
    person = a_returning_customer()
    checkout = person.get("/checkout")
    to_review = person.post("/checkout", fields_of(checkout.text, "/checkout"))
    assert (to_review.status, to_review.headers["location"]) == (303, "/checkout/review")
    review = person.get("/checkout/review")
    placed = person.post("/orders", fields_of(review.text, "/orders"))

    assert placed.status == 303
    number = placed.headers["location"].removeprefix("/orders/").removesuffix("?placed=yes")
    order, _ = orders.get_with_events(number)
    assert (order.billing_address, order.shipping_address) == (BILLING, BILLING)
    assert (order.shipping_method, order.sums.total_pence) == ("standard", 4393)


def test_stored_addresses_are_chosen_by_a_form_and_filled_in():
    person = a_returning_customer()
    choices = fields_of(person.get("/checkout").text, "/checkout", "get")
    assert choices == {"billing": "home", "shipping": "home"}

    chosen = person.get(f"/checkout?{urlencode(choices | {'shipping': 'dublin'})}")
    fields = fields_of(chosen.text, "/checkout")
    assert fields["billing_address.line1"] == "1 Sample Street"
    assert fields["shipping_address.line2"] == "Flat 3"
    assert "Standard post, £10.95" in chosen.text
    assert "Delivery to Ireland:" in chosen.text
    assert fields_of(chosen.text, "/checkout", "get")["shipping"] == "dublin"

    assert person.post("/checkout", fields).status == 303
    review = person.get("/checkout/review").text
    assert "Flat 3" in review
    assert "£10.95" in review
    assert "may charge import tax and duty" in review


def test_an_address_that_was_emptied_stays_empty_on_the_page_of_a_refused_form():
    person = a_returning_customer()
    fields = fields_of(person.get("/checkout").text, "/checkout")
    emptied = {name: "" for name in fields if name.startswith("shipping_address.")}

    refused = person.post("/checkout", fields | emptied | {"email": "no address"})

    assert refused.status == 422
    again = fields_of(refused.text, "/checkout")
    assert again == fields | emptied | {"email": "no address"}


def test_anothers_stored_address_fills_in_nothing():
    add_customer("other@example.com", addresses=STORED, default_billing="home")
    guest = with_goods(page=True)

    page = guest.get("/checkout?billing=home&shipping=dublin").text

    assert "Sample Street" not in page.partition("<footer")[0]
    assert "Trial Road" not in page


def test_a_guest_sees_the_prices_for_a_country():
    guest = with_goods(page=True)
    choices = fields_of(guest.get("/checkout").text, "/checkout", "get")
    assert choices == {"country": "GB"}

    page = guest.get("/checkout?country=FR").text
    assert "Delivery to France: how shall we send it?" in page
    assert "Standard post, £10.95" in page
    assert "Express courier, £19.95" in page
    assert fields_of(page, "/checkout", "get") == {"country": "FR"}


def test_answers_are_changed_without_typing_the_others_again():
    guest = with_goods(page=True)
    typed = TYPED | {"billing_address.country": "FR", "shipping_method": "express"}
    assert guest.post("/checkout", typed).status == 303

    again = fields_of(guest.get("/checkout").text, "/checkout")

    assert again == typed


def test_where_we_do_not_send_the_page_says_so():
    guest = with_goods(page=True)
    assert "We do not send parcels to Antarctica yet." in guest.get("/checkout?country=AQ").text


def test_a_program_is_told_what_a_country_costs():
    shop = with_goods(page=False)
    offered = shop.get("/checkout?country=FR").json["shipping_methods"]
    assert [(m["id"], m["price"]["amount"]) for m in offered] == [
        ("standard", 1095),
        ("express", 1995),
    ]
    assert shop.get("/checkout?country=AQ").json["shipping_methods"] == []
    assert shop.get("/checkout?country=France").status == 422


def test_the_review_has_the_true_price_whatever_the_page_said():
    guest = with_goods(page=True)
    fields = fields_of(guest.get("/checkout").text, "/checkout")
    typed = TYPED | {"billing_address.country": "FR", "shipping_method": fields["shipping_method"]}

    assert guest.post("/checkout", typed).status == 303
    review = guest.get("/checkout/review").text
    assert "£10.95" in review
    assert "of which VAT at 0% on £30.94" in review


def test_a_method_that_does_not_take_the_goods_is_refused_with_those_that_do():
    shop = with_goods(page=False, quantity=40)
    refused = shop.post("/checkout", ANSWERS | {"billing_address": FRANCE})

    assert refused.status == 422
    assert refused.json["errors"] == [
        {
            "field": "shipping_method",
            "message": "Standard post does not take 32.0 kg of goods worth £799.60 to France. "
            "Please choose Insured freight.",
        }
    ]
    freight = ANSWERS | {"billing_address": FRANCE, "shipping_method": "freight"}
    review = shop.post("/checkout", freight).json
    assert review["shipping"] == {"amount": 14500, "currency": "GBP"}
    assert shop.post("/orders", confirmation(review)).status == 201


def test_a_refused_form_comes_back_with_what_is_possible_where_it_was_to_go():
    guest = with_goods(page=True, quantity=40)
    typed = TYPED | {"billing_address.country": "FR", "shipping_method": "express"}

    refused = guest.post("/checkout", typed)

    assert refused.status == 422
    assert "Express courier does not take 32.0 kg" in refused.text
    assert "Delivery to France: how shall we send it?" in refused.text
    assert "Insured freight, £145.00" in refused.text
    assert fields_of(refused.text, "/checkout")["billing_address.country"] == "FR"


def test_goods_of_every_class_are_taxed_apart_and_the_order_keeps_it():
    stock(
        make_product(price_pence=2000),
        make_product("BOOK-1", price_pence=1000, tax_class="zero"),
        make_product("LOGS-1", price_pence=1000, tax_class="reduced"),
    )
    shop = Client()
    for sku in ("LAMP-1", "BOOK-1", "LOGS-1"):
        shop.post("/cart/lines", {"sku": sku, "quantity": 1})
    review = shop.post("/checkout", ANSWERS).json
    order = shop.post("/orders", confirmation(review)).json

    # 395 pence of shipping follow the goods: 197 of 20 per cent, 99 of 5, 99 of none.
    assert review["tax"] == order["tax"] == {"amount": 366 + 52, "currency": "GBP"}
    assert order["total"]["amount"] == 4395
    kept, _ = orders.get_with_events(order["number"])
    assert [(p.rate_basis_points, p.gross_pence, p.tax_pence) for p in kept.sums.taxes] == [
        (2000, 2197, 366),
        (500, 1099, 52),
        (0, 1099, 0),
    ]
    shop.page = True
    page = shop.get(f"/orders/{order['number']}?key={order['key']}").text
    for words in ("VAT at 20% on £18.31", "VAT at 5% on £10.47", "VAT at 0% on £10.99"):
        assert f"of which {words}" in page


def test_a_shop_whose_prices_are_without_tax_says_so_before_the_total():
    person = with_goods(page=True)
    person.post("/checkout", TYPED)
    cart_id = carts_kept()[0]
    cart = carts.find(cart_id, NOW)
    assert cart is not None
    line = OrderLine("LAMP-1", "Fog lantern", 1, 1999)
    sums = sums_of((line,), 395, prices_include_tax=False)
    review = a_review(cart_version=cart.version, lines=(line,), sums=sums)
    assert carts.change_review(cart, review_text(review))

    page = person.get("/checkout/review").text

    assert "Our prices are without tax; it is added to the total." in page
    assert "of which" not in page
    assert page.index("VAT at 20% on £23.94") < page.index(">Total</th><td")
    assert "£28.73" in page
