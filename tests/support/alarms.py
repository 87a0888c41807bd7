"""The alarms of the template, and the metrics that alarms and dashboards look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shop.domain.metrics import DIMENSIONS, metric_named
from tests.support.template import resources

# Where SAM puts the number of the version that it publishes.
VERSION = r"\$\{\w+Function\.Version\.Version\}"
KINDS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
OWN = {"Fn::Sub": "CTBusters/${Stage}"}
# What AWS writes by itself, with the dimensions it writes it by:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
AWS = {
    ("AWS/ApiGateway", "5xx", ("ApiId", "Stage")),
    ("AWS/ApiGateway", "4xx", ("ApiId", "Stage")),
    ("AWS/ApiGateway", "Count", ("ApiId", "Stage")),
    ("AWS/ApiGateway", "Latency", ("ApiId", "Stage")),
    ("AWS/Lambda", "Errors", ("FunctionName",)),
    # By version only for calls through an alias that leads to it.
    ("AWS/Lambda", "Errors", ("ExecutedVersion", "FunctionName", "Resource")),
    ("AWS/Lambda", "IteratorAge", ("FunctionName",)),
    ("AWS/Lambda", "Throttles", ()),
    ("AWS/Lambda", "ConcurrentExecutions", ()),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", ("QueueName",)),
    ("AWS/SES", "Reputation.BounceRate", ()),
    ("AWS/SES", "Reputation.ComplaintRate", ()),
    ("AWS/Logs", "IncomingBytes", ("LogGroupName",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A metric that something looks at, with its dimensions' values as the template has them."""

    namespace: Any
    name: str
    dimensions: dict[str, Any]


def alarms() -> dict[str, dict[str, Any]]:
    """Return the properties of every alarm by logical name, composites too."""
    return {name: alarm for kind in KINDS for name, alarm in resources(kind).items()}


def name_of(alarm: dict[str, Any]) -> str:
    """Return an alarm's name, without what says of which shop or versions it is."""
    name = str(alarm["AlarmName"]["Fn::Sub"]).removeprefix("shop-${Stage}-")
    return re.sub(rf"-{VERSION}", "", name)


def watched_by(alarm: dict[str, Any]) -> Iterator[Watched]:
    """Return the metrics of an alarm; those of a composite are its parts'."""
    found = [
        each["MetricStat"]["Metric"] for each in alarm.get("Metrics", ()) if "MetricStat" in each
    ]
    for metric in found or ([alarm] if "MetricName" in alarm else []):
        dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}
        yield Watched(
            namespace=metric["Namespace"], name=metric["MetricName"], dimensions=dimensions
        )


def is_written(metric: Watched) -> bool:
    """Tell whether the shop, or AWS, writes a metric with exactly these dimensions."""
    if metric.namespace != OWN:
        return (metric.namespace, metric.name, tuple(sorted(metric.dimensions))) in AWS
    own = {name: value for name, value in metric.dimensions.items() if name != "service"}
    try:
        metric_named(metric.name, own)
    except LookupError:
        return False
    has_values = all(_numbered(value) in DIMENSIONS[name] for name, value in own.items())
    return has_values and metric.dimensions.get("service") == "shop"


def _numbered(value: Any) -> str:
    """Return a dimension's value as the register has it: of a version's number, that it is one."""
    text = value["Fn::Sub"] if isinstance(value, dict) else value
    return re.sub(VERSION, "<n>", text)
