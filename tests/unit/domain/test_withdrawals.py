from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.business_days import is_business_day
from shop.domain.countries import COUNTRIES
from shop.domain.orders import OrderEvent
from shop.domain.withdrawals import (
    LONGEST_DELIVERY,
    OFFERED_IN,
    PERIOD,
    Declaration,
    Withdrawal,
    hindrance,
    is_of,
    period_ends_at,
)
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

ORDER = an_order(status="shipped")
DECLARED = Declaration(
    withdrawal_id="WD-2345-2345-2", number=NUMBER, name="Ada Sample", email="ada@example.com"
)


def left(at: datetime) -> tuple[OrderEvent, ...]:
    return (OrderEvent(at, "placed", ""), OrderEvent(at, "shipped", ""))


def test_the_period_is_fourteen_days_from_the_latest_day_of_delivery():
    # Sent on Monday 1 June 2026: here by 1 July at the latest, and 14 days are over on 15 July.
    shipped_at = datetime(2026, 6, 1, 15, tzinfo=UTC)
    assert timedelta(days=14) == PERIOD
    assert period_ends_at(shipped_at) == datetime(2026, 7, 15, 23, 59, 59, tzinfo=UTC)


def test_a_period_that_would_end_on_a_day_off_ends_on_the_next_business_day():
    # 44 days after 11 November 2026 is Christmas Day; Boxing Day is kept on Monday the 28th.
    ends_at = period_ends_at(datetime(2026, 11, 11, 15, tzinfo=UTC))
    assert ends_at == datetime(2026, 12, 29, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("days", range(30))
def test_no_period_is_shorter_than_the_law_or_ends_on_a_day_off(days):
    shipped_at = NOW + timedelta(days=days)
    ends_at = period_ends_at(shipped_at)
    assert ends_at >= shipped_at + LONGEST_DELIVERY + PERIOD
    assert is_business_day(ends_at.date())


def test_it_is_late_one_second_after_the_period():
    ends_at = period_ends_at(NOW)
    assert hindrance(DECLARED, ORDER, left(NOW), ends_at) is None
    assert hindrance(DECLARED, ORDER, left(NOW), ends_at + timedelta(seconds=1)) == "late"


def test_it_is_never_late_before_the_goods_are_sent():
    order = an_order(status="paid")
    assert hindrance(DECLARED, order, (), NOW + timedelta(days=1000)) is None


def test_what_was_said_in_words_is_for_somebody_to_read():
    assert hindrance(replace(DECLARED, goods="The lamp"), ORDER, left(NOW), NOW) == "unclear"


def test_it_is_offered_where_the_parcel_went_to():
    abroad = replace(ORDER, shipping_address=replace(ORDER.shipping_address, country="US"))
    assert hindrance(DECLARED, abroad, left(NOW), NOW) == "not_offered"
    assert hindrance(DECLARED, ORDER, left(NOW), NOW) is None


def test_it_is_offered_in_the_european_economic_area_and_the_united_kingdom():
    assert len(OFFERED_IN) == 27 + 3 + 1
    assert set(COUNTRIES) >= OFFERED_IN
    assert {"DE", "IE", "NO", "IS", "LI", "GB"} <= OFFERED_IN


def test_it_is_of_whom_ordered_or_has_the_link():
    assert is_of(replace(DECLARED, email=" ADA@example.com"), ORDER)
    assert not is_of(replace(DECLARED, email="bo@example.com"), ORDER)
    assert is_of(replace(DECLARED, email="bo@example.com", by_key=True), ORDER)
    assert not is_of(replace(DECLARED, number="CT-2345-2345-2", by_key=True), ORDER)


@pytest.mark.parametrize("outcome", ["cancelled", "return_approved", "declined"])
def test_what_took_effect_or_was_answered_is_done(outcome):
    assert Withdrawal(declaration=DECLARED, declared_at=NOW, outcome=outcome).state == "done"


@pytest.mark.parametrize("outcome", ["unmatched", "not_offered", "closed", "late", "unclear"])
def test_everything_else_waits_for_somebody(outcome):
    assert Withdrawal(declaration=DECLARED, declared_at=NOW, outcome=outcome).state == "open"
