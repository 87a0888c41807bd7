from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.money import Money, in_figures, included_tax, pence, percentage_off

AMOUNTS = st.integers(min_value=0, max_value=10**9)
PERCENTS = st.integers(min_value=0, max_value=100)


def test_is_minor_units_of_the_shops_currency():
    assert pence(1999) == Money(1999, "GBP")


@pytest.mark.parametrize(
    ("money", "figures"),
    [
        (Money(0), "£0.00"),
        (Money(5), "£0.05"),
        (Money(1999), "£19.99"),
        (Money(-500), "-£5.00"),
        (Money(123_456_789), "£1,234,567.89"),
        (Money(100, "EUR"), "€1.00"),
        (Money(100, "USD"), "$1.00"),
        (Money(100, "CHF"), "CHF 1.00"),
    ],
)
def test_is_written_for_a_person(money, figures):
    assert in_figures(money) == figures


@pytest.mark.parametrize(
    ("total", "rate", "tax"), [(1200, 20, 200), (0, 20, 0), (1, 20, 0), (3, 20, 1), (999, 0, 0)]
)
def test_the_tax_in_a_total(total, rate, tax):
    assert included_tax(total, rate) == tax


@given(AMOUNTS, PERCENTS)
def test_the_tax_is_rounded_half_up_once(total, rate):
    exact = Decimal(total) * rate / (100 + rate)
    assert included_tax(total, rate) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(AMOUNTS, st.integers(min_value=0, max_value=300))
def test_a_discount_is_rounded_half_up_and_never_more_than_the_goods(subtotal, percent):
    exact = (Decimal(subtotal) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert percentage_off(subtotal, percent) == min(subtotal, int(exact))
