"""The metrics of the last hour, out of the lines that functions log for CloudWatch.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import functools
import json
import runpy
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tools.local_cloud.clients import resources
from tools.local_cloud.logs import new_events
from tools.local_cloud.place import PROJECT, Place

MINUTES = 60
MILLISECONDS = 1000

type ComeTo = Callable[[list[float]], float]


def last_hour(place: Place, now: float) -> list[dict[str, Any]]:
    """Return each metric with its sum of every minute of the last hour, by name."""
    since = int((now - MINUTES * 60) * MILLISECONDS)
    groups = [
        resource["PhysicalResourceId"]
        for resource in resources(place).values()
        if resource["ResourceType"] == "AWS::Logs::LogGroup"
    ]
    lines = (event["message"] for group in groups for event in new_events(place, group, since))
    return summed(lines, since)


def summed(lines: Iterable[str], since: int) -> list[dict[str, Any]]:
    """Return what lines say of each metric; `since` is the hour's beginning (milliseconds)."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        for name, unit, at, numbers in measured(line):
            minute = (at - since) // (60 * MILLISECONDS)
            if 0 <= minute < MINUTES:
                empty = {"name": name, "unit": unit, "minutes": [[] for _ in range(MINUTES)]}
                found.setdefault(name, empty)["minutes"][minute] += numbers
    return [figure(found[name]) for name in sorted(found)]


def figure(metric: dict[str, Any]) -> dict[str, Any]:
    """Return a metric as it is drawn, with what it tells and its `kind`.

    What is counted is summed up, of a duration the average is told, and of what is looked up now
    and then (how many orders wait) what was found last.
    """
    of_hour = [number for numbers in metric["minutes"] for number in numbers]
    tells, kind = described(metric["name"], metric["unit"])
    come_to = COME_TO[kind]
    minutes = [come_to(numbers) for numbers in metric["minutes"]]
    told = {"kind": kind, "tells": tells, "total": come_to(of_hour), "minutes": minutes}
    return metric | told


def total(numbers: list[float]) -> float:
    """Return the sum of numbers."""
    return sum(numbers)


def described(name: str, unit: str) -> tuple[str, str]:
    """Return what the shop's register says that a metric tells, and which kind it is of."""
    found = register().get(name)
    if unit == "Milliseconds":
        kind = "measured"
    else:
        kind = "found" if found and found.written_by == "housekeeping" else "counted"
    return (found.tells if found else ""), kind


@functools.cache
def register() -> dict[str, Any]:
    """Return the shop's register of metrics; the local cloud does not import the shop."""
    path = PROJECT / "layers/shop/shop/domain/metrics.py"
    return dict(runpy.run_path(str(path))["METRICS"])


def last(numbers: list[float]) -> float:
    """Return the last of numbers; of none, 0."""
    return numbers[-1] if numbers else 0


def average(numbers: list[float]) -> float:
    """Return the average of numbers; of none, 0."""
    return round(sum(numbers) / len(numbers), 1) if numbers else 0


def measured(line: str) -> Iterator[tuple[str, str, int, list[float]]]:
    """Return name, unit, instant (milliseconds) and numbers of each metric in a line."""
    if '"_aws"' not in line:
        return
    try:
        told = json.loads(line[line.index("{") :])
    except ValueError:
        return
    for directive in told["_aws"].get("CloudWatchMetrics", ()):
        for metric in directive["Metrics"]:
            value = told.get(metric["Name"])
            told_values = value if isinstance(value, list) else [value]
            numbers = [number for number in told_values if isinstance(number, int | float)]
            yield metric["Name"], metric.get("Unit", "None"), told["_aws"]["Timestamp"], numbers


COME_TO: dict[str, ComeTo] = {"counted": total, "measured": average, "found": last}
