"""Promotional codes as plain values."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import PromotionUnavailable
from shop.domain.promotions import Promotion, discount_pence, is_usable, normalise_code
from tests.support.gateway import NOW

TEN_PERCENT = Promotion(
    code="WELCOME10", kind="percent", amount=10, starts_at=NOW, ends_at=NOW + timedelta(days=1)
)


@pytest.mark.parametrize(
    ("promotion", "subtotal", "usable"),
    [
        (None, 100, False),
        (TEN_PERCENT, 0, True),
        (replace(TEN_PERCENT, least_subtotal_pence=101), 100, False),
        (replace(TEN_PERCENT, most_uses=1), 100, True),
        (replace(TEN_PERCENT, most_uses=1, uses=1), 100, False),
    ],
)
def test_a_code_is_usable_within_all_its_limits(promotion, subtotal: int, usable: bool):
    assert is_usable(promotion, subtotal, NOW) is usable


def test_a_code_ends_at_its_end():
    assert is_usable(TEN_PERCENT, 0, TEN_PERCENT.ends_at - timedelta(seconds=1))
    assert not is_usable(TEN_PERCENT, 0, TEN_PERCENT.ends_at)
    assert not is_usable(TEN_PERCENT, 0, NOW - timedelta(seconds=1))


def test_a_fixed_discount_takes_no_more_than_the_goods_cost():
    fixed = replace(TEN_PERCENT, kind="fixed", amount=500)

    assert (discount_pence(fixed, 700), discount_pence(fixed, 300)) == (500, 300)


@pytest.mark.parametrize("typed", ["", "ab", "CODE!", "X" * 25, "🎃🎃🎃"])
def test_refuses_what_cannot_be_a_code(typed: str):
    with pytest.raises(PromotionUnavailable):
        normalise_code(typed)


def test_keeps_a_code_in_capitals_without_spaces():
    assert normalise_code("  welcome10 ") == "WELCOME10"
