"""Metrics inside log lines, in Amazon's embedded metric format: CloudWatch reads them from there.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Mapping
from typing import Any

from shop.domain.metrics import METRICS

type Series = tuple[str, tuple[tuple[str, str], ...]]
"""A metric's name, and the dimensions it was counted with."""
type Line = dict[str, Any]


def with_metrics(
    line: Line, counts: Mapping[Series, int], namespace: str, at_milliseconds: int
) -> list[Line]:
    """Return a line with metrics in it, which are of the instant `at_milliseconds` (Unix).

    A dimension is a field of its line, so a count with another value of a field that the line has
    goes into a line of its own.
    """
    lines = [line]
    for series, number in counts.items():
        _put(_line_for(lines, series), series, number, namespace, at_milliseconds)
    return lines


def _line_for(lines: list[Line], series: Series) -> Line:
    name, dimensions = series
    for line in lines:
        if name not in line and all(line.get(key, value) == value for key, value in dimensions):
            return line
    lines.append({"message": "metrics"})
    return lines[-1]


def _put(line: Line, series: Series, number: int, namespace: str, at_milliseconds: int) -> None:
    name, dimensions = series
    line |= dict(dimensions)
    line[name] = number
    aws = line.setdefault("_aws", {"Timestamp": at_milliseconds, "CloudWatchMetrics": []})
    keys = [[key for key, _ in dimensions]]
    metric = {"Name": name, "Unit": METRICS[name].unit}
    for directive in aws["CloudWatchMetrics"]:
        if directive["Dimensions"] == keys:
            directive["Metrics"].append(metric)
            return
    aws["CloudWatchMetrics"].append(
        {"Namespace": namespace, "Dimensions": keys, "Metrics": [metric]}
    )
