from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.countries import COUNTRIES
from shop.domain.shipping import SHIPS_TO
from shop.domain.tax import (
    EXPORT,
    TAX_CLASSES,
    TAXED_PLACES,
    UNITED_KINGDOM,
    TaxPart,
    export_note,
    is_export,
    rate_in_words,
    rates_in,
    tax_part,
)

AMOUNTS = st.integers(min_value=0, max_value=10**9)
RATES = st.integers(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    ("country", "tax_class", "rate"),
    [
        ("GB", "standard", 2_000),
        ("GB", "reduced", 500),
        ("GB", "zero", 0),
        ("IM", "standard", 2_000),
        ("JE", "standard", 0),
        ("FR", "standard", 0),
        ("US", "reduced", 0),
    ],
)
def test_a_rate_goes_by_place_and_class(country, tax_class, rate):
    assert rates_in(country)[tax_class] == rate


def test_a_regions_rates_go_before_its_countrys():
    special = {"standard": 700, "reduced": 300, "zero": 0}
    places = {("GB", ""): UNITED_KINGDOM, ("GB", "the islands"): special}
    assert rates_in("GB", " The Islands", places) == special
    assert rates_in("GB", "Kent", places) == UNITED_KINGDOM
    assert rates_in("FR", "the islands", places) == EXPORT


def test_every_place_has_a_rate_for_every_class():
    assert all(set(rates) == set(TAX_CLASSES) for rates in (*TAXED_PLACES.values(), EXPORT))
    assert {country for country, _ in TAXED_PLACES} <= SHIPS_TO <= set(COUNTRIES)


def test_goods_sent_out_of_the_kingdom_are_exports():
    assert {code for code in SHIPS_TO if not is_export(code)} == {"GB", "IM"}


def test_who_gets_an_export_is_told_of_import_tax():
    assert "may charge import tax and duty" in export_note("FR")
    assert export_note("GB") == ""


@pytest.mark.parametrize(
    ("amount", "rate", "part"),
    [
        (1_200, 2_000, TaxPart(2_000, 1_000, 200)),
        (1, 2_000, TaxPart(2_000, 1, 0)),
        (3, 2_000, TaxPart(2_000, 2, 1)),
        (999, 0, TaxPart(0, 999, 0)),
        (0, 2_000, TaxPart(2_000, 0, 0)),
    ],
)
def test_the_tax_in_an_amount(amount, rate, part):
    assert tax_part(amount, rate, is_included=True) == part


def test_the_tax_on_an_amount_is_rounded_half_up():
    assert tax_part(1_000, 2_000, is_included=False) == TaxPart(2_000, 1_000, 200)
    assert tax_part(10, 500, is_included=False) == TaxPart(500, 10, 1)
    assert tax_part(9, 500, is_included=False) == TaxPart(500, 9, 0)


@given(AMOUNTS, RATES)
def test_an_included_tax_is_exact_to_half_a_penny(amount, rate):
    part = tax_part(amount, rate, is_included=True)
    exact = Decimal(amount) * rate / (10_000 + rate)
    assert part.tax_pence == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert part.gross_pence == amount


@given(AMOUNTS, RATES)
def test_an_added_tax_is_exact_to_half_a_penny(amount, rate):
    part = tax_part(amount, rate, is_included=False)
    exact = Decimal(amount) * rate / 10_000
    assert part.tax_pence == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert part.net_pence == amount


@pytest.mark.parametrize(
    ("rate", "words"),
    [(2_000, "20%"), (500, "5%"), (0, "0%"), (810, "8.1%"), (1_025, "10.25%"), (1_000, "10%")],
)
def test_a_rate_is_said_in_per_cent(rate, words):
    assert rate_in_words(rate) == words
