"""Promotional codes as plain values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.errors import InvalidFields, PromotionUnavailable
from shop.domain.mails import address_hash
from shop.domain.promotions import (
    Promotion,
    checked,
    customer_redeemer,
    delivery_pence,
    discount_pence,
    is_usable,
    normalise_code,
    redeemers,
)
from tests.support.gateway import NOW

TEN_PERCENT = Promotion(
    code="WELCOME10", kind="percent", amount=10, starts_at=NOW, ends_at=NOW + timedelta(days=1)
)
FREE_DELIVERY = replace(TEN_PERCENT, code="FREEPOST", kind="free_shipping", amount=0)


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


def test_a_code_for_each_customer_ends_with_their_own_last_use():
    twice = replace(TEN_PERCENT, most_uses_each=2, uses=500)

    assert [is_usable(twice, 0, NOW, own_uses=uses) for uses in (0, 1, 2, 3)] == [
        *(True, True),
        *(False, False),
    ]


def test_free_delivery_takes_nothing_off_the_goods_and_all_of_the_delivery():
    assert (discount_pence(FREE_DELIVERY, 5000), delivery_pence(FREE_DELIVERY, 795)) == (0, 0)
    assert (delivery_pence(TEN_PERCENT, 795), delivery_pence(None, 795)) == (795, 795)


@given(
    st.sampled_from(["percent", "fixed", "free_shipping"]),
    st.integers(0, 10**6),
    st.integers(0, 10**7),
    st.integers(0, 10**5),
)
def test_no_code_takes_off_more_than_there_is(kind, amount, subtotal, delivery):
    promotion = replace(TEN_PERCENT, kind=kind, amount=amount)

    discount, delivered = discount_pence(promotion, subtotal), delivery_pence(promotion, delivery)

    assert (type(discount), type(delivered)) == (int, int)
    assert 0 <= discount <= subtotal
    assert delivered in (0, delivery)
    assert subtotal - discount + delivered >= 0


def test_a_use_counts_for_the_address_and_for_the_account():
    once = replace(TEN_PERCENT, most_uses_each=1)
    by_email = f"email#{address_hash('ada@example.com')}"

    assert redeemers(once, " Ada@Example.com ", None) == (by_email,)
    assert redeemers(once, "ada@example.com", "c1") == (by_email, customer_redeemer("c1"))


def test_nobody_is_counted_without_a_limit_for_each():
    assert redeemers(TEN_PERCENT, "ada@example.com", "c1") == ()
    assert redeemers(None, "ada@example.com", "c1") == ()


def test_keeps_no_address_to_count_uses():
    (counted,) = redeemers(replace(TEN_PERCENT, most_uses_each=1), "ada@example.com", None)
    assert "ada" not in counted
    assert "@" not in counted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "?"}, "code"),
        ({"amount": 0}, "amount"),
        ({"amount": 101}, "amount"),
        ({"kind": "fixed", "amount": 0}, "amount"),
        ({"kind": "free_shipping", "amount": 1}, "amount"),
        ({"ends_at": NOW}, "ends_at"),
    ],
)
def test_starts_no_promotion_that_makes_no_sense(changes, field):
    with pytest.raises(InvalidFields) as refusal:
        checked(replace(TEN_PERCENT, **changes))

    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize(
    "promotion",
    [
        TEN_PERCENT,
        replace(TEN_PERCENT, amount=100),
        replace(TEN_PERCENT, kind="fixed", amount=101),
        FREE_DELIVERY,
    ],
)
def test_starts_every_kind_of_promotion(promotion):
    assert checked(replace(promotion, code=" ten ")) == replace(promotion, code="TEN")
