"""Visits as runs of half hours."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.site_visits import PAUSE, half_hour_of, half_hours
from tests.support.visits import AT


def plain(identity: str) -> str:
    return identity


@pytest.mark.parametrize(("hour", "minute", "number"), [(0, 0, 0), (9, 59, 19), (23, 30, 47)])
def test_numbers_the_half_hours_of_a_day(hour, minute, number):
    assert half_hour_of(AT.replace(hour=hour, minute=minute, second=59)) == number


def test_numbers_them_in_utc():
    india = timezone(timedelta(hours=5, minutes=30))
    assert half_hour_of(datetime(2026, 11, 24, 0, 15, tzinfo=india)) == 37


@given(st.timedeltas(timedelta(0), PAUSE - timedelta(seconds=1)))
def test_a_pause_of_less_than_half_an_hour_never_parts_a_visit(pause: timedelta):
    assert half_hour_of(AT + timedelta(minutes=17) + pause) - half_hour_of(AT) <= 1


@given(st.timedeltas(2 * PAUSE, 4 * PAUSE))
def test_a_pause_of_an_hour_always_parts_a_visit(pause: timedelta):
    start = AT + timedelta(minutes=17)
    assert half_hour_of(start + pause) - half_hour_of(start) > 1


def test_neighbours_name_their_pair_alike_and_each_other():
    first, second = sorted(half_hours([("a", 20), ("a", 21)], plain), key=lambda h: h.marker)
    assert first.joins[1] == (second.joins[0][0], second.marker)
    assert second.joins[0] == (first.joins[1][0], first.marker)


def test_no_two_visitors_share_a_name():
    names = [
        name
        for who in ("a", "b")
        for half in half_hours([(who, n) for n in range(48)], plain)
        for name in (half.marker, half.joins[0][0])
    ]
    assert len(set(names)) == len(names)
