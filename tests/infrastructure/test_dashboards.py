"""Dashboards are as CloudWatch takes them, and show what there is.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import itertools
import json
import re
from typing import Any

import pytest

from shop.domain.metrics import METRICS
from shop.web.desk.widget_changes import CHANGES
from shop.web.desk.widget_pages import PAGES
from tests.support.alarms import OWN, Watched, alarms, is_written, name_of
from tests.support.template import ROOT, resources

BODIES = {
    name: dashboard["DashboardBody"]["Fn::ToJsonString"]
    for name, dashboard in resources("AWS::CloudWatch::Dashboard").items()
}
COLUMNS, MOST_ROWS, MOST_METRICS = 24, 1000, 500
# What a widget cannot be without.
NEEDED = {
    "metric": {"title", "region", "view", "stat", "period", "metrics"},
    "custom": {"title", "endpoint", "params", "updateOn"},
    "alarm": {"title", "alarms"},
}
TITLE = re.compile(r"\*([^*\n]+)\* on the dashboard|[Dd]ashboard \*\w+\*, \*([^*\n]+)\*")
type Place = tuple[int, int]


def widgets(kind: str) -> list[Any]:
    return [
        pytest.param(widget["properties"], id=f"{name}: {widget['properties']['title']}")
        for name, body in BODIES.items()
        for widget in body["widgets"]
        if widget["type"] == kind
    ]


def places(widget: dict[str, Any]) -> set[Place]:
    columns = range(widget["x"], widget["x"] + widget["width"])
    return set(itertools.product(columns, range(widget["y"], widget["y"] + widget["height"])))


def watched(row: list[Any]) -> Watched | None:
    """Return the metric of a row; one that is worked out is none."""
    words = row[:-1] if options(row) else row
    if not words:
        return None
    namespace, name, *rest = words
    dimensions = dict(itertools.batched(rest, 2, strict=True))
    return Watched(namespace=namespace, name=name, dimensions=dimensions)


def options(row: list[Any]) -> dict[str, Any]:
    last = row[-1]
    is_options = isinstance(last, dict) and not {"Ref", "Fn::Sub", "Fn::GetAtt"} & set(last)
    return last if is_options else {}


def test_there_are_four():
    assert list(BODIES) == [
        "TodayDashboard",
        "HealthDashboard",
        "PrivacyDashboard",
        "DeskDashboard",
    ]


@pytest.mark.parametrize("name", BODIES)
def test_is_json_of_a_size_that_cloudwatch_takes(name):
    text = json.dumps(BODIES[name], allow_nan=False)
    properties = [each["properties"] for each in BODIES[name]["widgets"]]
    metrics = [row for each in properties for row in each.get("metrics", [])]
    assert json.loads(text) == BODIES[name]
    assert len(metrics) <= MOST_METRICS
    assert re.fullmatch(r"-P(T\d+H|\d+D)", BODIES[name]["start"])


@pytest.mark.parametrize("name", BODIES)
def test_widgets_fit_the_grid_and_lie_beside_each_other(name):
    taken: set[Place] = set()
    for widget in BODIES[name]["widgets"]:
        mine = places(widget)
        assert mine
        assert not mine & taken, widget["properties"]["title"]
        assert all(0 <= x < COLUMNS and 0 <= y < MOST_ROWS for x, y in mine)
        taken |= mine


@pytest.mark.parametrize("name", BODIES)
def test_no_row_has_a_hole(name):
    taken = set().union(*(places(widget) for widget in BODIES[name]["widgets"]))
    bottom = max(y for _, y in taken)
    assert taken == set(itertools.product(range(COLUMNS), range(bottom + 1)))


@pytest.mark.parametrize("kind", NEEDED)
def test_has_what_its_kind_needs(kind):
    for case in widgets(kind):
        assert NEEDED[kind] <= set(case.values[0]), case.id


def test_there_is_no_other_kind():
    kinds = {widget["type"] for body in BODIES.values() for widget in body["widgets"]}
    assert kinds == set(NEEDED)


@pytest.mark.parametrize("widget", widgets("metric"))
def test_shows_metrics_that_are_written(widget):
    found = [metric for row in widget["metrics"] if (metric := watched(row))]
    assert found
    assert [metric for metric in found if not is_written(metric)] == []


def test_every_metric_that_is_written_is_on_a_dashboard():
    rows = [row for case in widgets("metric") for row in case.values[0]["metrics"]]
    shown = {metric.name for row in rows if (metric := watched(row)) and metric.namespace == OWN}
    assert set(METRICS) - shown == set()


@pytest.mark.parametrize("widget", widgets("metric"))
def test_works_out_what_it_names(widget):
    given = [options(row) for row in widget["metrics"]]
    ids = [each["id"] for each in given if "id" in each]
    words = {w for each in given for w in re.findall(r"[a-z]\w*", each.get("expression", ""))}
    assert len(ids) == len(set(ids))
    assert words <= set(ids)


@pytest.mark.parametrize("widget", widgets("custom"))
def test_the_desk_has_the_page(widget):
    assert widget["endpoint"] == {"Fn::GetAtt": "DeskFunction.Arn"}
    assert widget["params"]["action"] in set(PAGES) - set(CHANGES)
    assert widget["updateOn"] == {"refresh": True, "resize": True, "timeRange": True}


@pytest.mark.parametrize("widget", widgets("alarm"))
def test_every_alarm_is_one(widget):
    names = [each["Fn::GetAtt"].removesuffix(".Arn") for each in widget["alarms"]]
    assert set(names) <= set(alarms())
    assert len(names) == len(set(names))


def test_every_alarm_is_shown():
    shown = {
        each["Fn::GetAtt"].removesuffix(".Arn")
        for case in widgets("alarm")
        for each in case.values[0]["alarms"]
    }
    assert set(alarms()) - shown == set()


@pytest.mark.parametrize("widget", widgets("metric"))
def test_a_line_is_where_its_alarm_begins(widget):
    by_name = {name_of(alarm): alarm for alarm in alarms().values()}
    for line in widget.get("annotations", {}).get("horizontal", []):
        assert line["value"] == by_name[line["label"]]["Threshold"]


def test_what_runbooks_call_a_title_is_one():
    titles = {case.values[0]["title"] for kind in NEEDED for case in widgets(kind)}
    named = {
        title
        for path in (ROOT / "docs/runbooks").glob("*.md")
        for title in TITLE.findall(path.read_text(encoding="utf-8"))
    }
    assert named
    assert {title for pair in named for title in pair if title} <= titles
