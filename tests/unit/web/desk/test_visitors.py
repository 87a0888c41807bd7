"""The report on visitors."""

import re
from datetime import timedelta
from typing import Any

import pytest

from functions.desk.app import lambda_handler
from shop.domain.demographics import Cell
from shop.domain.orders import By
from shop.domain.visitor_counts import Counts
from shop.storage import visitor_counts
from shop.web.desk import visitors as desk
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


def count(days_ago: int, visitors: int, cells: dict[Cell, int] | None = None) -> None:
    day = (NOW - timedelta(days=days_ago)).date()
    counts = Counts(page_views=3 * visitors, visitors=visitors, bots=2, orders=1)
    visitor_counts.add_counts(day, "1", counts, cells, seconds_left=10)


def report(days: int = 30) -> Any:
    return desk.report_visitors(desk.Reporting(days=days), BY, NOW)


def test_reports_days_and_months_that_are_sums_of_them():
    count(0, 10)
    count(1, 6)
    shown = report(2)
    assert [(d["day"], d["visitors"]) for d in shown["days"]] == [
        ("2026-11-22", 6),
        ("2026-11-23", 10),
    ]
    assert shown["months"] == [
        {
            "month": "2026-11",
            "label": "sum of daily visitors",
            "page_views": 48,
            "visitors": 16,
            "bots": 4,
            "orders": 2,
        }
    ]
    assert "is in it twice" in " ".join(shown["notes"])


def test_tells_no_number_of_fewer_than_five_people():
    cells: dict[Cell, int] = {("country", "GB"): 6, ("country", "IS"): 4, ("bot", "curl/"): 2}
    count(0, 15, cells)
    shown = report()
    assert shown["demographics"]["country"] == {"visitors": {"GB": 6}, "others": 9}
    assert shown["bots"] == {"curl/": 2}
    assert "IS" not in re.findall(r"<td>(\w+)</td>", shown["html"])


def test_the_chart_is_an_image_with_a_bar_for_each_day():
    count(0, 10)
    count(1, 5)
    svg = report(3)["html"]
    svg = svg[svg.index("<svg") : svg.index("</svg>") + 6]
    heights = [float(height) for height in re.findall(r'<rect [^>]* height="([\d.]+)"', svg)]
    assert heights[0] == 0
    assert heights[2] == 2 * heights[1]
    assert "2026-11-23: 10" in svg


def test_nothing_counted_is_a_report_of_zeros():
    shown = report(1)
    assert shown["sum_of_days"]["visitors"] == 0
    assert "none" in shown["html"]


def test_a_rule_is_written_as_text_on_the_page():
    count(0, 10, {("link", "<script>"): 1})
    assert "<script>" not in report()["html"]


def test_a_dashboard_is_shown_the_page_and_a_program_the_data():
    event = {"action": "visitors", "days": 1}
    data = lambda_handler(event, None)
    assert isinstance(data, dict)
    assert data["html"].startswith("<h2>Visitors of 1 days</h2>")
    assert lambda_handler(event | {"widgetContext": {"theme": "light"}}, None) == data["html"]
