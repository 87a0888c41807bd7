from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from shop.domain.address_book import AddressBook, SavedAddress
from shop.domain.addresses import Address
from shop.domain.carts import PricedCart, PricedLine
from shop.domain.checkout import Review
from shop.domain.customers import Customer
from shop.web.checkout.choices import (
    CheckoutQuery,
    Choice,
    checkout_context,
    checkout_view,
    choice_of,
)
from shop.web.requests import Request
from tests.support.gateway import NOW, make_event
from tests.support.orders import BILLING, SHIPPING, a_review

EMPTY = PricedCart(version=0, lines=(), promotion=None, problems=())
GET = Request(make_event("GET", "/checkout"))
BOOK = AddressBook(
    (SavedAddress("a1", BILLING), SavedAddress("a2", SHIPPING)), "a1", default_shipping="a2"
)


def a_customer(book: AddressBook) -> Customer:
    return replace(
        Customer("c1", "ada@example.com", "Ada", "hash", 1, NOW),
        addresses=book.addresses,
        default_billing=book.default_billing,
        default_shipping=book.default_shipping,
    )


def a_cart(units: int, weight_grams: int, price_pence: int = 1_000) -> PricedCart:
    line = PricedLine("LAMP", "Lamp", units, price_pence, weight_grams)
    return PricedCart(version=7, lines=(line,), promotion=None, problems=())


def choice(
    customer: Customer | None = None,
    cart: PricedCart = EMPTY,
    review: Review | None = None,
    **query: str,
) -> Choice:
    return choice_of(GET, CheckoutQuery(**query), cart, customer, review)


def offered(cart: PricedCart, country: str = "") -> dict[str, int]:
    view = checkout_view(choice(cart=cart, country=country))
    return {method.id: method.price.amount for method in view.shipping_methods}


def after_refusal(**fields: str) -> Choice:
    sent = {"content-type": "application/x-www-form-urlencoded"}
    event = make_event("POST", "/checkout", body=urlencode(fields), headers=sent)
    refused = Request(event)
    return choice_of(refused, CheckoutQuery(), EMPTY, None, None)


def test_stored_addresses_are_offered_and_the_defaults_filled_in():
    begun = choice(a_customer(BOOK))
    view: Any = msgspec.json.decode(msgspec.json.encode(checkout_view(begun)))
    context = checkout_context(begun)

    assert [(address["id"], address["line1"]) for address in view["addresses"]] == [
        ("a1", "1 Sample Street"),
        ("a2", "2 Trial Road"),
    ]
    assert (context["billing"], context["shipping"]) == (BILLING, SHIPPING)
    assert context["chosen"] == {"billing": "a1", "shipping": "a2"}
    assert context["email"] == "ada@example.com"
    assert context["country"] == "IE"


@pytest.mark.parametrize("customer", [None, a_customer(AddressBook(default_billing="gone"))])
def test_without_defaults_nothing_is_filled_in_and_the_country_is_our_own(customer):
    context = checkout_context(choice(customer))

    assert (context["billing"].line1, context["shipping"].country) == ("", "")
    assert (context["country"], context["billing_choices"]) == ("GB", [])


@pytest.mark.parametrize(
    ("query", "billing", "shipping", "country"),
    [
        ({"billing": "a2"}, SHIPPING, SHIPPING, "IE"),
        ({"shipping": "a1"}, BILLING, BILLING, "GB"),
        ({"billing": "a2", "shipping": "same"}, SHIPPING, None, "IE"),
        ({"billing": "new", "shipping": "a2"}, None, SHIPPING, "IE"),
        ({"shipping": "new"}, BILLING, None, "GB"),
        ({"billing": "another's", "shipping": "gone"}, BILLING, SHIPPING, "IE"),
        ({"billing": "same"}, BILLING, SHIPPING, "IE"),
        ({"country": "fr"}, BILLING, SHIPPING, "FR"),
    ],
)
def test_an_address_is_chosen_by_its_id(query, billing, shipping, country):
    context = checkout_context(choice(a_customer(BOOK), **query))
    empty = Address(name="", line1="", city="", country="")

    assert (context["billing"], context["shipping"]) == (billing or empty, shipping or empty)
    assert context["country"] == country


def test_the_page_names_stored_addresses_and_what_else_can_be_chosen():
    context = checkout_context(choice(a_customer(BOOK)))

    assert context["billing_choices"] == [
        ("a1", "Ada Sample, 1 Sample Street, Exampleton, United Kingdom"),
        ("a2", "Bo Sample, 2 Trial Road, Dublin, Ireland"),
        ("new", "A new address"),
    ]
    assert context["shipping_choices"][0] == ("same", "The billing address")


def test_the_page_offers_countries_by_name_and_prices_in_words():
    context = checkout_context(choice())

    assert context["countries"][:2] == [("", "Please choose"), ("AF", "Afghanistan")]
    assert ("AQ", "Antarctica") not in context["destinations"]
    assert context["shipping_options"] == [
        ("standard", "Standard post, £3.95", "Free for goods from £50.00."),
        ("express", "Express courier, £7.95", ""),
    ]
    assert context["window"] == "27 November 2026 to 7 December 2026"


def test_methods_are_offered_at_their_price_for_the_country_and_all_units():
    assert offered(a_cart(1, 2_500)) == {"standard": 395, "express": 795}
    assert offered(a_cart(2, 2_500)) == {"standard": 595, "express": 795}
    assert offered(a_cart(2, 2_500), "FR") == {"standard": 1_595, "express": 2_595}
    assert offered(a_cart(99, 2_500)) == {"freight": 9_500}


def test_the_usual_method_is_the_first_that_is_possible():
    assert checkout_context(choice(cart=a_cart(1, 1)))["method"] == "standard"
    heavy = checkout_context(choice(cart=a_cart(99, 2_500)))
    assert heavy["method"] == "freight"


def test_where_we_do_not_send_nothing_is_offered():
    context = checkout_context(choice(country="AQ"))

    assert offered(EMPTY, "AQ") == {}
    assert (context["method"], context["country_name"]) == ("", "Antarctica")


def test_the_page_of_a_refused_form_offers_what_is_possible_where_it_was_to_go():
    billing = {"billing_address.country": "US"}
    assert after_refusal(**billing).country == "US"
    assert after_refusal(**billing, **{"shipping_address.country": ""}).country == "US"
    assert after_refusal(**billing, **{"shipping_address.country": "IE"}).country == "IE"


@pytest.mark.parametrize(
    "fields", [{}, {"billing_address": "US"}, {"shipping_address.country": "?"}]
)
def test_a_refused_form_without_a_country_is_taken_as_one_to_our_own(fields):
    assert after_refusal(**fields).country == "GB"


def test_what_was_answered_before_is_filled_in_again():
    review = a_review(shipping_method="express", payment_method="card")
    context = checkout_context(choice(a_customer(BOOK), review=review))

    assert (context["billing"], context["shipping"]) == (BILLING, SHIPPING)
    assert (context["email"], context["country"]) == ("ada@example.com", "IE")
    assert (context["method"], context["payment"]) == ("express", "card")
    assert context["instructions"] == "Ring twice."


def test_goods_that_went_to_the_billing_address_leave_the_other_one_empty():
    context = checkout_context(choice(review=a_review(shipping_address=BILLING)))
    assert context["billing"] == BILLING
    assert context["shipping"].line1 == ""


@pytest.mark.parametrize("query", [{"country": "FR"}, {"billing": "a2"}, {"shipping": "a1"}])
def test_what_is_asked_for_goes_before_what_was_answered(query):
    asked = choice(a_customer(BOOK), review=a_review(), **query)
    assert asked == choice(a_customer(BOOK), **query)
