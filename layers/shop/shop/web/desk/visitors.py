"""The report on visitors: numbers of days, their sums, and a chart that a dashboard shows."""

import html
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.demographics import SMALLEST_CELL
from shop.domain.orders import By
from shop.domain.visitor_reports import DayNumbers, by_month, demographics, of_kind, summed
from shop.storage import visitor_reports

_NOTES = (
    "Visitors are counted once a day; a month sums its days up: who came on two is in it twice.",
    f"Numbers of fewer than {SMALLEST_CELL} visitors a day are among the others.",
    "Programs are known by a rule and counted apart; who asked not to be counted is in no number.",
)
_CHART_WIDTH = 720
_CHART_HEIGHT = 200
_FOOT = 24


class Reporting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Of how many days up to today to report."""

    days: Annotated[int, Meta(ge=1, le=92)] = 30


def report_visitors(asked: Reporting, _by: By, now: datetime) -> dict[str, Any]:
    """Report on the visitors of the last days, as data and as what a dashboard's widget shows."""
    today = now.date()
    days = visitor_reports.list_days(today - timedelta(days=asked.days - 1), today)
    report: dict[str, Any] = {
        "days": [{"day": day.day.isoformat()} | asdict(day.counts) for day in days],
        "sum_of_days": asdict(summed(days)),
        "months": [
            {"month": month, "label": "sum of daily visitors"} | asdict(counts)
            for month, counts in by_month(days).items()
        ],
        "demographics": {
            kind: {"visitors": dict(told.numbers), "others": told.others}
            for kind, told in demographics(days).items()
        },
        "bots": of_kind(days, "bot"),
        "links": of_kind(days, "link"),
        "notes": list(_NOTES),
    }
    return report | {"html": _page(days, report)}


def _page(days: Sequence[DayNumbers], report: dict[str, Any]) -> str:
    totals = report["sum_of_days"]
    parts = [
        f"<h2>Visitors of {len(days)} days</h2>",
        _chart(days),
        f"<p>Sum of daily visitors: {totals['visitors']:,}. Pages: {totals['page_views']:,}.</p>",
        f"<p>Orders: {totals['orders']:,}. Pages for programs: {totals['bots']:,}.</p>",
        *(
            _table(f"Visitors by {kind}", told["visitors"] | {"others": told["others"]})
            for kind, told in report["demographics"].items()
        ),
        _table("Pages for programs, by rule", report["bots"]),
        _table("Links followed", report["links"]),
        *(f"<p>{html.escape(note)}</p>" for note in report["notes"]),
    ]
    return "\n".join(parts)


def _chart(days: Sequence[DayNumbers]) -> str:
    most = max(1, *(day.counts.visitors for day in days))
    step = _CHART_WIDTH / max(1, len(days))
    bars = [_bar(day, number, step, most) for number, day in enumerate(days)]
    foot = _CHART_HEIGHT - 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_CHART_WIDTH} {_CHART_HEIGHT}"'
        ' role="img" aria-label="Visitors of each day"><title>Visitors of each day</title>'
        + "".join(bars)
        + f'<text x="0" y="{foot}" font-size="12">{days[0].day}</text>'
        + f'<text x="{_CHART_WIDTH}" y="{foot}" font-size="12" text-anchor="end">'
        + f"{days[-1].day}, at most {most} a day</text></svg>"
    )


def _bar(day: DayNumbers, number: int, step: float, most: int) -> str:
    height = (_CHART_HEIGHT - _FOOT) * day.counts.visitors / most
    top = _CHART_HEIGHT - _FOOT - height
    return (
        f'<rect x="{number * step:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}"'
        f' height="{height:.1f}" fill="#1f5f8b"><title>{day.day}: {day.counts.visitors}'
        "</title></rect>"
    )


def _table(caption: str, numbers: dict[str, int]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{number:,}</td></tr>"
        for name, number in numbers.items()
    )
    empty = '<tr><td colspan="2">none</td></tr>'
    return f"<table><caption>{html.escape(caption)}</caption>{rows or empty}</table>"
