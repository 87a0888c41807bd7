"""The metrics of the last hour, out of log lines."""

import json
from typing import Any

from shop.domain.metrics import METRICS
from tools.local_cloud.metrics import MINUTES, register, summed

SINCE = 1_795_000_000_000
MINUTE = 60_000


def line(at: int, unit: str = "Count", **values: Any) -> str:
    metrics = [{"Name": name, "Unit": unit} for name in values]
    directive = {"Namespace": "shop/local", "Dimensions": [["service"]], "Metrics": metrics}
    told = {"_aws": {"Timestamp": at, "CloudWatchMetrics": [directive]}, "service": "shop"}
    return json.dumps(told | values)


def test_sums_up_what_is_counted_by_minute():
    lines = [line(SINCE, Orders=1), line(SINCE + 5, Orders=2), line(SINCE + MINUTE, Orders=4)]
    (orders,) = summed(lines, SINCE)
    assert (orders["name"], orders["total"], len(orders["minutes"])) == ("Orders", 7, MINUTES)
    assert orders["minutes"][:3] == [3, 4, 0]


def test_averages_what_is_measured():
    lines = [line(SINCE, "Milliseconds", Took=10), line(SINCE, "Milliseconds", Took=[20, 30])]
    (took,) = summed(lines, SINCE)
    assert (took["total"], took["minutes"][0], took["minutes"][1]) == (20, 20, 0)


def test_what_is_looked_up_now_and_then_is_as_it_was_found_last():
    lines = [line(SINCE, OrdersUnpaid=5), line(SINCE + MINUTE, OrdersUnpaid=3)]
    (unpaid,) = summed(lines, SINCE)
    assert (unpaid["kind"], unpaid["total"], unpaid["minutes"][:3]) == ("found", 3, [5, 3, 0])


def test_money_is_summed_up():
    lines = [line(SINCE, "None", RevenueMinorUnits=500), line(SINCE, "None", RevenueMinorUnits=70)]
    assert summed(lines, SINCE)[0]["total"] == 570


def test_says_what_the_shops_register_says_of_a_metric():
    assert register().keys() == METRICS.keys()
    (visits,) = summed([line(SINCE, Visits=1)], SINCE)
    assert visits["tells"] == METRICS["Visits"].tells
    assert summed([line(SINCE, Other=1)], SINCE)[0]["tells"] == ""


def test_leaves_out_other_hours_and_other_lines():
    lines = [
        line(SINCE - 1, Orders=1),
        line(SINCE + MINUTES * MINUTE, Orders=1),
        '{"message": "visit-record"}',
        'a line with "_aws" that is no JSON {',
        "",
    ]
    assert summed(lines, SINCE) == []


def test_reads_a_line_behind_the_runtimes_own_words():
    assert summed([f"2026 INFO {line(SINCE, Orders=1)}"], SINCE)[0]["total"] == 1
