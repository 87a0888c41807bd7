from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.money import Money, in_figures, pence, percentage_off, shares, with_code

AMOUNTS = st.integers(min_value=0, max_value=10**9)


def test_writes_amounts_with_their_code():
    assert with_code(Money(123_456, "GBP")) == "GBP 1,234.56"
    assert with_code(Money(-5, "EUR")) == "-EUR 0.05"


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


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=20))
def test_shares_sum_up_and_are_less_than_a_penny_off(amount, weights):
    parts = shares(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert whole == 0 or abs(part * whole - amount * weight) < whole


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.data())
def test_no_share_of_a_discount_is_larger_than_its_line(weights, data):
    amount = data.draw(st.integers(0, sum(weights)))
    assert all(p <= w for p, w in zip(shares(amount, weights), weights, strict=True))


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (10, (1, 2, 1), (3, 5, 2)),
        (1, (1, 3), (0, 1)),
        (0, (5, 5), (0, 0)),
        (7, (0, 0), (7, 0)),
    ],
)
def test_the_largest_remainder_gets_the_penny_left_over_and_the_first_of_equals(
    amount, weights, parts
):
    assert shares(amount, weights) == parts


@given(AMOUNTS, st.integers(min_value=0, max_value=300))
def test_a_discount_is_rounded_half_up_and_never_more_than_the_goods(subtotal, percent):
    exact = (Decimal(subtotal) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert percentage_off(subtotal, percent) == min(subtotal, int(exact))
