"""The report on visitors."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from shop.domain.demographics import Cell
from shop.domain.errors import InvalidFields
from shop.domain.orders import By
from shop.domain.visitor_counts import Counts
from shop.storage import visitor_counts
from shop.web.desk import visitors as desk
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


def count(days_ago: int, visitors: int, cells: dict[Cell, int] | None = None) -> None:
    day = (NOW - timedelta(days=days_ago)).date()
    counts = Counts(
        page_views=3 * visitors, visitors=visitors, bots=2, orders=1, visits=visitors + 1
    )
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
            "visits_label": "sum of daily visits",
            "page_views": 48,
            "visitors": 16,
            "visits": 18,
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
    assert "IS" not in json.dumps(shown)


def test_nothing_counted_is_a_report_of_zeros():
    assert report(1)["sum_of_days"]["visitors"] == 0


def test_reports_the_days_it_is_asked_for_up_to_today():
    asked = desk.Reporting(first_on=date(2026, 11, 20), last_on=date(2026, 11, 22))
    shown = desk.report_visitors(asked, BY, NOW)
    assert [d["day"] for d in shown["days"]] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    beyond = desk.Reporting(days=2, last_on=date(2030, 1, 1))
    assert [d["day"] for d in desk.report_visitors(beyond, BY, NOW)["days"]][-1] == "2026-11-23"


@pytest.mark.parametrize(
    ("first_on", "last_on"),
    [(date(2026, 11, 23), date(2026, 11, 22)), (date(2026, 1, 1), date(2026, 11, 22))],
)
def test_refuses_no_day_and_too_many(first_on: date, last_on: date):
    with pytest.raises(InvalidFields):
        desk.report_visitors(desk.Reporting(first_on=first_on, last_on=last_on), BY, NOW)


def test_tells_visits_pages_products_and_who_led_here_but_for_the_few():
    cells: dict[Cell, int] = {
        ("page", "GET /products/{sku}"): 20,
        ("page", "GET /contact"): 4,
        ("product", "MUG-1"): 12,
        ("product", "RARE-1"): 1,
        ("referrer", "no other site"): 6,
        ("referrer", "few.example.com"): 4,
        ("referrer", "search.example.com"): 10,
    }
    count(0, 30, cells)
    shown = report(2)
    assert [d["visits"] for d in shown["days"]] == [0, 31]
    assert shown["pages"] == {"views": {"GET /products/{sku}": 20}, "others": 70}
    assert shown["products"] == {"views": {"MUG-1": 12}, "others": 8}
    assert shown["demographics"]["referrer"] == {
        "visitors": {"search.example.com": 10, "no other site": 6},
        "others": 14,
    }
    told = json.dumps(shown)
    assert not [few for few in ("RARE-1", "few.example.com", "GET /contact") if few in told]
