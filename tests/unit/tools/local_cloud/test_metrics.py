"""The metrics of the last hour, out of log lines."""

import json
from typing import Any

from tools.local_cloud.metrics import MINUTES, summed

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
