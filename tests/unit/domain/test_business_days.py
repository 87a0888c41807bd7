from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.business_days import (
    BANK_HOLIDAYS,
    business_days_after,
    business_days_before,
    is_business_day,
    table_ends_soon,
)

YEARS = (2026, 2027, 2028, 2029)
DAYS = st.dates(date(2026, 1, 1), date(2029, 11, 1))


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    full_moon = epact - (year % 19 + 11 * epact) // 319
    weekday = (2 * (century % 4) + 2 * (rest // 4) - rest % 4 - full_moon + 32) % 7
    month, day = divmod(full_moon + weekday + 90, 25)
    return date(year, month, (full_moon + weekday + month + 19) % 32) if day >= 0 else date.max


def _next_free(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += timedelta(days=1)
    return day


def _monday_from(year: int, month: int, day: int) -> date:
    start = date(year, month, day)
    return start + timedelta(days=-start.weekday() % 7)


def _by_the_rules(year: int) -> set[date]:
    easter = _easter(year)
    days = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _monday_from(year, 5, 1),
        _monday_from(year, 5, 25),
        _monday_from(year, 8, 25),
    }
    for month, day in ((1, 1), (12, 25), (12, 26)):
        days.add(_next_free(date(year, month, day), days))
    return days


@pytest.mark.parametrize("year", YEARS)
def test_the_table_of_holidays_follows_the_rules(year):
    assert {day for day in BANK_HOLIDAYS if day.year == year} == _by_the_rules(year)


def test_the_table_has_no_other_year():
    assert {day.year for day in BANK_HOLIDAYS} == set(YEARS)


def test_the_table_reaches_a_year_further_than_today():
    """Fail in the real year in which holidays have to be added."""
    assert not table_ends_soon(datetime.now(UTC).date())


def test_the_end_of_the_table_is_told_a_year_ahead():
    assert not table_ends_soon(date(2028, 12, 31))
    assert table_ends_soon(date(2029, 1, 1))
    assert table_ends_soon(date(2031, 6, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
    ],
)
def test_weekends_and_holidays_are_no_business_days(day, works):
    assert is_business_day(day) is works


def test_counts_over_christmas():
    assert business_days_after(date(2026, 12, 23), 4) == date(2026, 12, 31)


def test_counts_back_over_a_weekend():
    assert business_days_before(date(2026, 12, 7), 3) == date(2026, 12, 2)
    assert business_days_before(date(2026, 12, 7), 6) == date(2026, 11, 27)


def test_the_day_itself_does_not_count():
    assert business_days_after(date(2026, 11, 23), 1) == date(2026, 11, 24)
    assert business_days_after(date(2026, 11, 23), 0) == date(2026, 11, 23)


@given(start=DAYS, count=st.integers(1, 30))
def test_as_many_business_days_lie_between_as_were_asked_for(start, count):
    end = business_days_after(start, count)
    between = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert is_business_day(end)
    assert sum(map(is_business_day, between)) == count


@given(start=DAYS, first=st.integers(1, 10), second=st.integers(1, 10))
def test_counting_in_two_steps_is_counting_once(start, first, second):
    once = business_days_after(start, first + second)
    assert business_days_after(business_days_after(start, first), second) == once
