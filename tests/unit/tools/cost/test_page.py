"""docs/cost.md and its drawing are what the script writes."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tools.cost.__main__ import written
from tools.cost.chart import chart
from tools.cost.figures import read_figures
from tools.cost.markdown import count, money, percent, precise, rounded
from tools.cost.page import page
from tools.cost.template_counts import counted, deployed, runs_a_month

FIGURES, PLACE = read_figures(), deployed()
DAYS = Decimal(365) / 12


def test_the_page_and_its_drawing_are_those_of_today():
    for file, content in written().items():
        assert Path(file).read_text(encoding="utf-8") == content, "run: python -m tools.cost"


@pytest.mark.parametrize("name", FIGURES.assumptions)
def test_a_changed_assumption_changes_the_page(name):
    changed = replace(FIGURES.assumptions[name], value=FIGURES.assumed(name) * 2)
    other = replace(FIGURES, assumptions=FIGURES.assumptions | {name: changed})
    assert _sums(page(other, PLACE)) != _sums(page(FIGURES, PLACE))


@pytest.mark.parametrize("name", FIGURES.prices)
def test_a_changed_price_changes_the_page(name):
    changed = replace(FIGURES.prices[name], dollars=FIGURES.prices[name].dollars * 7)
    other = replace(FIGURES, prices=FIGURES.prices | {name: changed})
    assert page(other, PLACE) != page(FIGURES, PLACE)


def test_a_changed_measurement_changes_the_sums():
    step = FIGURES.steps["GET /"]
    other = replace(
        FIGURES, steps=FIGURES.steps | {"GET /": replace(step, log_bytes=Decimal(9999))}
    )
    assert _sums(page(other, PLACE)) != _sums(page(FIGURES, PLACE))


def _sums(text: str) -> str:
    return text.partition("## What was measured")[0]


def test_a_hundred_alarms_more_cost_ten_dollars():
    kinds = PLACE.kinds.copy()
    kinds["AWS::CloudWatch::Alarm"] += 100
    more = page(FIGURES, replace(PLACE, kinds=kinds))
    assert _cloudwatch(more) == _cloudwatch(page(FIGURES, PLACE)) + 10


def _cloudwatch(text: str) -> Decimal:
    row = next(line for line in text.splitlines() if line.startswith("| CloudWatch |"))
    return Decimal(row.split("|")[2].strip(" $"))


def test_the_drawing_is_as_wide_for_each_size():
    drawn = chart({"a": {"X": Decimal(3)}, "b & c": {"X": Decimal(1), "Y": Decimal(2)}})
    widths = re.findall(r'width="([0-9.]+)" height="34"', drawn)
    assert sum(map(Decimal, widths)) == 2 * 560
    assert ">b &amp; c<" in drawn


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("cron(0/15 * * * ? *)", DAYS * 96),
        ("cron(20 4 * * ? *)", DAYS),
        ("cron(40 * * * ? *)", DAYS * 24),
        ("cron(0 6 1 * ? *)", Decimal(1)),
        ("cron(0 5 ? * MON *)", Decimal(52) / 12),
        ("rate(5 minutes)", DAYS * 288),
    ],
)
def test_runs_of_a_schedule_in_a_month(schedule, runs):
    assert abs(runs_a_month(schedule) - runs) < Decimal("1e-9")


def test_counts_what_a_template_has():
    function = {"CodeUri": "functions/cart", "Events": {"A": {"Type": "HttpApi"}}}
    busy = {"CodeUri": "functions/x", "MemorySize": 1769, "Events": {"B": _schedule()}}
    settings = {"ThrottlingRateLimit": 7}
    api = {"DefaultRouteSettings": settings, "RouteSettings": {"POST /login": settings}}
    found = counted(
        {
            "Globals": {"Function": {"MemorySize": 512}},
            "Resources": {
                "ShopApi": {"Type": "AWS::Serverless::HttpApi", "Properties": api},
                "Cart": {"Type": "AWS::Serverless::Function", "Properties": function},
                "Busy": {"Type": "AWS::Serverless::Function", "Properties": busy},
            },
        }
    )
    assert found.memory_mb == {"cart": 512, "x": 1769}
    assert (found.requests_a_second, found.logins_a_second) == (7, 7)
    assert found.schedules_a_month == DAYS
    assert found.kinds["AWS::Serverless::Function"] == 2


def _schedule() -> dict[str, object]:
    return {"Type": "Schedule", "Properties": {"Schedule": "cron(0 8 * * ? *)"}}


def test_numbers_as_they_are_shown():
    assert money(Decimal("1234.565")) == "$1,234.57"
    assert count(Decimal("1234.5")) == "1,235"
    assert (precise(Decimal("0.012345")), precise(Decimal("17.62"))) == ("0.0123", "17.6")
    assert (precise(Decimal(0)), precise(Decimal(12345))) == ("0", "12,345")
    assert percent(Decimal("0.125")) == "13 %"
    assert (rounded(98_765), rounded(7)) == (98_000, 7)
