"""The visitors as a widget shows them: of the dashboard's time range, as charts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shop.web.desk import charts
from shop.web.desk.widget_context import WidgetContext
from shop.web.desk.widget_fields import Fields

_LONGEST_REPORT = timedelta(days=92)
_DAY = timedelta(days=1)
_CHARTS = (
    ("Visitors of each day", "visitors"),
    ("Visits of each day", "visits"),
    ("Pages viewed", "page_views"),
    ("Orders of counted visitors", "orders"),
)


def visitors_asked(fields: Fields, context: WidgetContext) -> Fields:
    """Return what to ask for: unless days are named, those of the dashboard's time range."""
    if "days" in fields or context.starts_at is None or context.ends_at is None:
        return fields
    last_on = context.ends_at.date()
    first_on = max(context.starts_at.date(), last_on - _LONGEST_REPORT + _DAY)
    return fields | {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}


def visitors_drawn(report: Mapping[str, Any], context: WidgetContext) -> dict[str, Any]:
    """Return a report's charts, and the largest numbers, which the bars of others are part of."""
    days, width = report["days"], charts.width_in(context.width_pixels)
    starts_on = context.starts_at.date().isoformat() if context.starts_at else ""
    return {
        "is_cut": bool(starts_on) and starts_on < days[0]["day"],
        "charts": [
            charts.bars(title, [(day["day"], day[name]) for day in days], width)
            for title, name in _CHARTS
        ],
        "largest": {
            kind: _largest(told["visitors"], told["others"])
            for kind, told in report["demographics"].items()
        },
        "viewed": [
            (title, told := report[name], _largest(told["views"], told["others"]))
            for name, title in (("pages", "Views by page"), ("products", "Views by product"))
        ],
    }


def _largest(numbers: Mapping[str, int], others: int) -> int:
    return max(*numbers.values(), others, 1) if numbers else max(others, 1)
