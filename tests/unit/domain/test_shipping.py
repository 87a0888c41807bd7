from datetime import date

import pytest

from shop.domain.countries import COUNTRIES
from shop.domain.shipping import (
    SHIPPING_METHODS,
    SHIPS_TO,
    ShippingWindow,
    destinations,
    ships_between,
    window_in_words,
)


@pytest.mark.parametrize(
    ("method", "subtotal_pence", "price_pence"),
    [
        ("standard", 0, 395),
        ("standard", 4999, 395),
        ("standard", 5000, 0),
        ("standard", 90_000, 0),
        ("express", 4999, 795),
        ("express", 90_000, 795),
    ],
)
def test_shipping_is_priced_by_method_and_subtotal(method, subtotal_pence, price_pence):
    assert SHIPPING_METHODS[method].price_pence(subtotal_pence) == price_pence


def test_ships_four_to_ten_business_days_after_payment():
    assert ships_between(date(2026, 11, 20)) == ShippingWindow(
        date(2026, 11, 26), date(2026, 12, 4)
    )


def test_christmas_is_not_counted_as_a_day_to_ship():
    assert ships_between(date(2026, 12, 23)) == ShippingWindow(
        date(2026, 12, 31), date(2027, 1, 11)
    )


def test_sends_to_countries_that_exist_in_the_order_of_their_names():
    assert set(COUNTRIES) >= SHIPS_TO
    names = [name for _, name in destinations()]
    assert names == sorted(names)
    assert len(names) == len(SHIPS_TO)


def test_a_window_is_told_in_words():
    window = ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))
    assert window_in_words(window) == "27 November 2026 to 7 December 2026"
