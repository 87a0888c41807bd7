"""Of which days or hours something is listed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest

from tools.desk.periods import days_within, placed_within

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
FIRST, LAST = datetime(2026, 11, 1), datetime(2026, 11, 3)  # noqa: DTZ001 - days of this place
NOTHING: dict[str, Any] = {"first": None, "last": None, "days": None, "hours": None}


def told(**given: Any) -> dict[str, datetime]:
    within = placed_within(NOW, **NOTHING | given)
    return {name: datetime.fromisoformat(at) for name, at in within.items()}


def test_nothing_said_is_nothing_asked():
    assert told() == {}
    assert days_within(None, None, None) == {"days": 30}


def test_days_are_whole_ones_of_this_place():
    within = told(first=FIRST, last=LAST)
    assert within["placed_from"].replace(tzinfo=None) == datetime(2026, 11, 1)  # noqa: DTZ001
    assert within["placed_until"].replace(tzinfo=None) == datetime(2026, 11, 3, 23, 59, 59)  # noqa: DTZ001
    assert all(at.tzinfo for at in within.values())


def test_one_day_is_today():
    assert told(days=1)["placed_from"].date() == NOW.astimezone().date()
    assert told(days=1)["placed_from"] == told(days=2)["placed_from"] + timedelta(days=1)


def test_hours_are_counted_back_from_now():
    assert told(hours=3) == {"placed_from": NOW - timedelta(hours=3)}


def test_a_report_is_of_named_days_or_of_a_number_up_to_the_last():
    assert days_within(FIRST, LAST, None) == {"first_on": "2026-11-01", "last_on": "2026-11-03"}
    assert days_within(None, LAST, 7) == {"last_on": "2026-11-03", "days": 7}
    assert days_within(FIRST, None, None) == {"first_on": "2026-11-01"}


@pytest.mark.parametrize(
    "given",
    [
        {"first": FIRST, "days": 2},
        {"days": 2, "hours": 2},
        {"last": LAST, "hours": 2},
        {"first": LAST, "last": FIRST},
    ],
)
def test_there_is_one_way_to_say_it(given):
    with pytest.raises(click.UsageError):
        told(**given)


@pytest.mark.parametrize("given", [(FIRST, None, 2), (LAST, FIRST, None)])
def test_days_of_a_report_are_in_order_and_said_once(given):
    with pytest.raises(click.UsageError):
        days_within(*given)
