from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.carts import MOST_LINES
from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.countries import COUNTRIES
from shop.domain.errors import InvalidFields
from shop.domain.shipping import (
    SHIPPING_METHODS,
    SHIPS_TO,
    Parcel,
    ShippingWindow,
    destinations,
    free_from_pence,
    offers,
    price_or_refuse,
    shipping_price_pence,
    ships_between,
    window_in_words,
)

COUNTRY = st.sampled_from(sorted(SHIPS_TO))
METHOD = st.sampled_from(list(SHIPPING_METHODS.values()))
# The heaviest and dearest that an import of goods takes: a tonne and 100,000 pounds.
GRAMS = st.integers(1, MOST_LINES * LARGEST_QUANTITY * 1_000_000)
PENCE = st.integers(1, MOST_LINES * LARGEST_QUANTITY * 10_000_000)


def price(method: str, country: str, grams: int, subtotal_pence: int = 1_000) -> int | None:
    parcel = Parcel(country, grams, subtotal_pence)
    return shipping_price_pence(SHIPPING_METHODS[method], parcel)


def offered(country: str, grams: int, subtotal_pence: int = 1_000) -> list[str]:
    return [method.id for method, _ in offers(Parcel(country, grams, subtotal_pence))]


def refusal(method: str, country: str, grams: int, subtotal_pence: int) -> str:
    with pytest.raises(InvalidFields) as refused:
        price_or_refuse(SHIPPING_METHODS[method], Parcel(country, grams, subtotal_pence))
    (mistake,) = refused.value.errors
    assert mistake.field == "shipping_method"
    return mistake.message


@pytest.mark.parametrize(
    ("method", "subtotal_pence", "price_pence"),
    [
        ("standard", 0, 395),
        ("standard", 4_999, 395),
        ("standard", 5_000, 0),
        ("standard", 90_000, 0),
        ("express", 4_999, 795),
        ("express", 90_000, 795),
    ],
)
def test_a_light_parcel_is_priced_by_method_and_subtotal(method, subtotal_pence, price_pence):
    assert price(method, "GB", 3_000, subtotal_pence) == price_pence


@pytest.mark.parametrize(
    ("method", "country", "grams", "price_pence"),
    [
        ("standard", "GB", 3_001, 595),
        ("standard", "GB", 30_000, 1_995),
        ("standard", "IM", 3_000, 395),
        ("standard", "FR", 500, 695),
        ("standard", "FR", 501, 1_095),
        ("standard", "US", 500, 995),
        ("express", "US", 2_000, 3_495),
        ("freight", "GB", 100_000, 6_500),
        ("freight", "GB", 500_000, 9_500),
        ("freight", "GB", 500_001, 18_000),
        ("freight", "GB", 1_000_000, 18_000),
        ("freight", "GB", 1_000_001, 26_500),
    ],
)
def test_a_price_goes_by_zone_and_weight(method, country, grams, price_pence):
    assert price(method, country, grams) == price_pence


@given(COUNTRY, GRAMS, PENCE)
def test_every_legal_cart_can_be_sent_somehow_to_everywhere(country, grams, subtotal_pence):
    assert offered(country, grams, subtotal_pence)


@given(COUNTRY, st.integers(1, 19_999), st.integers(1, 199_999))
def test_post_and_courier_go_everywhere_with_what_is_usual(country, grams, subtotal_pence):
    assert offered(country, grams, subtotal_pence) == ["standard", "express"]


@pytest.mark.parametrize(
    ("grams", "subtotal_pence", "methods"),
    [
        (30_000, 1_000, ["standard", "express", "freight"]),
        (30_001, 1_000, ["freight"]),
        (20_000, 1_000, ["standard", "express", "freight"]),
        (19_999, 1_000, ["standard", "express"]),
        (1_000, 200_000, ["standard", "express", "freight"]),
        (1_000, 250_001, ["express", "freight"]),
        (1_000, 500_001, ["freight"]),
    ],
)
def test_a_method_takes_what_is_neither_too_heavy_nor_too_dear(grams, subtotal_pence, methods):
    assert offered("GB", grams, subtotal_pence) == methods


@given(METHOD, COUNTRY, GRAMS, GRAMS, PENCE)
def test_more_weight_never_costs_less(method, country, one, other, subtotal_pence):
    lighter, heavier = (
        shipping_price_pence(method, Parcel(country, grams, subtotal_pence))
        for grams in sorted((one, other))
    )
    assert lighter is None or heavier is None or lighter <= heavier


def test_where_we_do_not_send_nothing_is_offered():
    assert offered("AQ", 1_000) == []
    assert free_from_pence(SHIPPING_METHODS["standard"], "AQ") is None


def test_post_is_free_from_fifty_pounds_at_home_only():
    standard = SHIPPING_METHODS["standard"]
    assert (free_from_pence(standard, "GB"), free_from_pence(standard, "FR")) == (5_000, None)
    assert price("standard", "FR", 3_000, 90_000) == 1_595


def test_a_method_that_does_not_take_the_parcel_is_refused_and_the_others_named():
    assert refusal("standard", "FR", 31_230, 12_000) == (
        "Standard post does not take 31.3 kg of goods worth £120.00 to France. "
        "Please choose Insured freight."
    )
    assert refusal("freight", "GB", 800, 1_999) == (
        "Insured freight does not take 0.8 kg of goods worth £19.99 to United Kingdom. "
        "Please choose Standard post or Express courier."
    )


def test_a_method_that_takes_the_parcel_costs_what_it_is_offered_at():
    assert price_or_refuse(SHIPPING_METHODS["express"], Parcel("GB", 800, 1_999)) == 795


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
