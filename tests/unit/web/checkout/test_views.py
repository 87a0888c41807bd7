from dataclasses import replace
from typing import Any

import msgspec
import pytest

from shop.domain.carts import Cart
from shop.web.checkout.views import (
    names_context,
    pending_review,
    review_text,
    review_view,
)
from tests.support.orders import BILLING, a_review


def a_cart(review: str | None) -> Cart:
    return Cart(cart_id="guest#a", version=7, review=review)


def as_json(view: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(view))


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
