"""What CloudWatch would make of metrics: whether an alarm of the template is on.

Of how alarms are evaluated as much as the template uses; anything else is an error.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.support.alarms import VERSION, alarms, name_of, watched_by
from tests.support.logs import lines_in

type State = Literal["ALARM", "OK", "as before"]
type Key = tuple[str, tuple[tuple[str, str], ...]]

_STATISTICS = {"Sum": sum, "Maximum": max, "SampleCount": len}
_COMPARE = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}
_MISSING: dict[str, State] = {"notBreaching": "OK", "breaching": "ALARM", "ignore": "as before"}
# Lambda's numbers of versions here.
NUMBER = "12"


@dataclass(slots=True)
class Metrics:
    """The shop's own metrics, second by second, as CloudWatch takes them out of log lines."""

    points: list[tuple[Key, int, float]] = field(default_factory=list)

    def take(self, output: str, second: int, *, times: int = 1) -> None:
        """Take in what was printed, as if it were printed at a second, and so many times."""
        for line in lines_in(output):
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
                [names] = directive["Dimensions"]
                dimensions = tuple(sorted((name, line[name]) for name in names))
                for metric in directive["Metrics"]:
                    point = (metric["Name"], dimensions), second, float(line[metric["Name"]])
                    self.points += [point] * times

    def between(self, key: Key, first: int, last: int) -> list[float]:
        """Return what was written from a second on to before another."""
        return [value for of, second, value in self.points if of == key and first <= second < last]


def state_of(alarm: dict[str, Any], metrics: Metrics, now: int) -> State:
    """Return what an alarm's state becomes at a second that ends a period."""
    periods = int(alarm["EvaluationPeriods"])
    seconds = _period(alarm)
    points = [
        _point(alarm, metrics, now - (n + 1) * seconds, now - n * seconds) for n in range(periods)
    ]
    if all(point is None for point in points):
        return _MISSING[alarm["TreatMissingData"]]
    breaching = [_is_breaching(alarm, point) for point in points]
    return "ALARM" if sum(breaching) >= int(alarm.get("DatapointsToAlarm", periods)) else "OK"


def is_on(rule: str, states: dict[str, State]) -> bool:
    """Tell whether a composite alarm is on, by the states of the alarms it names."""
    words = re.sub(r'ALARM\("\$\{(\w+)\}"\)', r"states['\1']=='ALARM'", rule)
    for ours, pythons in ((" AND ", " and "), (" OR ", " or "), ("NOT ", "not ")):
        words = words.replace(ours, pythons)
    return bool(eval(words, {"__builtins__": {}}, {"states": states}))  # noqa: S307 - the template's own


def named(name: str) -> dict[str, Any]:
    """Return an alarm by its name."""
    [found] = [alarm for alarm in alarms().values() if name_of(alarm) == name]
    return found


def _is_breaching(alarm: dict[str, Any], point: float | None) -> bool:
    if point is None:
        return alarm["TreatMissingData"] == "breaching"
    return bool(_COMPARE[alarm["ComparisonOperator"]](point, alarm["Threshold"]))


def _period(alarm: dict[str, Any]) -> int:
    if "Period" in alarm:
        return int(alarm["Period"])
    [seconds] = {m["MetricStat"]["Period"] for m in alarm["Metrics"] if "MetricStat" in m}
    return int(seconds)


def _point(alarm: dict[str, Any], metrics: Metrics, first: int, last: int) -> float | None:
    keys = [_key(metric.name, metric.dimensions) for metric in watched_by(alarm)]
    found = [metrics.between(key, first, last) for key in keys]
    if "Metrics" not in alarm:
        return _of(found[0], alarm["Statistic"])
    stats = [m["MetricStat"]["Stat"] for m in alarm["Metrics"] if "MetricStat" in m]
    values = [_of(some, stat) for some, stat in zip(found, stats, strict=True)]
    [expression] = [m["Expression"] for m in alarm["Metrics"] if "Expression" in m]
    if all(value is None for value in values):
        return None
    filled = [value or 0 for value in values]
    match expression:
        case "SUM(FILL(METRICS(), 0))":
            return sum(filled)
        case "FILL(failed, 0) - FILL(ok, 0)":
            return filled[0] - filled[1]
        case _:
            raise ValueError(f"no metric math is known for {expression!r}")


def _of(values: list[float], statistic: str) -> float | None:
    return float(_STATISTICS[statistic](values)) if values else None


def _key(name: str, dimensions: dict[str, Any]) -> Key:
    return name, tuple(sorted((each, _text(value)) for each, value in dimensions.items()))


def _text(value: Any) -> str:
    text = value["Fn::Sub"] if isinstance(value, dict) and "Fn::Sub" in value else str(value)
    return re.sub(VERSION, NUMBER, text)
