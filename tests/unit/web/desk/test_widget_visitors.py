"""The visitors as a widget shows them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.web.desk.widget_context import WidgetContext
from shop.web.desk.widget_visitors import visitors_asked, visitors_drawn

END = datetime(2026, 11, 23, 12, tzinfo=UTC)


def within(days: int) -> WidgetContext:
    """Return a dashboard whose time range begins so many days before its end."""
    return WidgetContext(starts_at=END - timedelta(days=days), ends_at=END)


def a_report(*visitors: int, first_on: str = "2026-11-21") -> dict[str, Any]:
    first = datetime.fromisoformat(first_on)
    numbers = {"visits": 0, "page_views": 0, "orders": 0}
    days = [
        {"day": str((first + timedelta(days=n)).date()), "visitors": v} | numbers
        for n, v in enumerate(visitors)
    ]
    people = {"country": {"visitors": {"GB": 7, "IE": 6}, "others": 9}}
    nothing: dict[str, Any] = {"views": {}, "others": 0}
    return {"days": days, "demographics": people, "pages": nothing, "products": nothing}


@pytest.mark.parametrize(("days", "first_on"), [(2, "2026-11-21"), (91, "2026-08-24")])
def test_asks_for_the_days_of_the_time_range(days, first_on):
    asked = visitors_asked({}, within(days))
    assert asked == {"first_on": first_on, "last_on": "2026-11-23"}


def test_asks_for_the_last_of_more_days_than_a_report_has():
    assert visitors_asked({}, within(300))["first_on"] == "2026-08-24"


@pytest.mark.parametrize(("fields", "context"), [({"days": 7}, within(30)), ({}, WidgetContext())])
def test_asks_for_the_days_that_are_named_or_for_the_usual_ones(fields, context):
    assert visitors_asked(fields, context) == fields


@pytest.mark.parametrize(("days", "is_cut"), [(2, False), (3, True)])
def test_tells_when_the_time_range_began_before_the_first_day(days, is_cut):
    assert visitors_drawn(a_report(1, 2, 3), within(days))["is_cut"] is is_cut


def test_draws_a_chart_of_each_number_and_knows_the_largest_of_each_kind():
    drawn = visitors_drawn(a_report(1, 2, 3), within(2))
    assert [bar.number for bar in drawn["charts"][0].bars] == [1, 2, 3]
    assert len(drawn["charts"]) == 4
    assert drawn["largest"] == {"country": 9}
    assert [most for _, _, most in drawn["viewed"]] == [1, 1]
