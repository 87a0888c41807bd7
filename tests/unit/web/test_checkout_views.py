from dataclasses import replace
from typing import Any

import msgspec
import pytest

from shop.domain.address_book import AddressBook, SavedAddress
from shop.domain.carts import Cart, PricedCart
from shop.domain.customers import Customer
from shop.web.checkout_views import (
    checkout_context,
    checkout_view,
    names_context,
    pending_review,
    review_text,
    review_view,
)
from tests.support.gateway import NOW
from tests.support.orders import BILLING, SHIPPING, a_review

EMPTY = PricedCart(version=0, lines=(), promotion=None, problems=())


def a_customer(book: AddressBook) -> Customer:
    return replace(
        Customer("c1", "ada@example.com", "Ada", "hash", 1, NOW),
        addresses=book.addresses,
        default_billing=book.default_billing,
        default_shipping=book.default_shipping,
    )


def a_cart(review: str | None) -> Cart:
    return Cart(cart_id="guest#a", version=7, review=review)


def as_json(view: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(view))


def test_stored_addresses_are_offered_and_the_defaults_filled_in():
    book = AddressBook(
        (SavedAddress("a1", BILLING), SavedAddress("a2", SHIPPING)), "a1", default_shipping="a2"
    )
    customer = a_customer(book)

    addresses = as_json(checkout_view(EMPTY, customer, NOW))["addresses"]
    context = checkout_context(EMPTY, customer, NOW)

    assert [(address["id"], address["line1"]) for address in addresses] == [
        ("a1", "1 Sample Street"),
        ("a2", "2 Trial Road"),
    ]
    assert (context["billing"], context["shipping"]) == (BILLING, SHIPPING)
    assert context["email"] == "ada@example.com"


@pytest.mark.parametrize("customer", [None, a_customer(AddressBook(default_billing="gone"))])
def test_without_defaults_nothing_is_filled_in(customer):
    context = checkout_context(EMPTY, customer, NOW)

    assert (context["billing"].line1, context["shipping"].country) == ("", "")


def test_the_page_offers_countries_by_name_and_prices_in_words():
    context = checkout_context(EMPTY, None, NOW)

    assert context["countries"][:2] == [("", "Please choose"), ("AF", "Afghanistan")]
    assert ("AQ", "Antarctica") not in context["destinations"]
    assert context["shipping_options"] == [
        ("standard", "Standard post, £3.95", "Free for goods from £50.00."),
        ("express", "Express courier, £7.95", ""),
    ]
    assert context["window"] == "27 November 2026 to 7 December 2026"


def test_a_review_comes_back_from_its_text_as_it_was():
    assert pending_review(a_cart(review_text(a_review()))) == a_review()


@pytest.mark.parametrize(
    "cart",
    [
        None,
        a_cart(None),
        a_cart("{}"),
        a_cart("not JSON"),
        a_cart(review_text(a_review(cart_version=6))),
    ],
)
def test_what_is_no_review_of_the_cart_as_it_is_counts_as_none(cart):
    assert pending_review(cart) is None


def test_days_are_shown_as_dates_named_from_and_to():
    assert as_json(review_view(a_review()))["ships_between"] == {
        "from": "2026-11-27",
        "to": "2026-12-07",
    }


def test_a_shipping_method_that_is_not_offered_any_more_is_called_by_its_id():
    assert names_context("pigeon", BILLING)["shipping_name"] == "pigeon"
    assert names_context("express", replace(BILLING, country="IE"))["country_names"] == {
        "IE": "Ireland"
    }
