"""What template.yaml has of everything that is paid for by the month, and its settings."""

import functools
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from shop.web.routes import ROUTES
from tools.local_cloud.place import PROJECT

_HOURS = 24
_WEEKS_A_MONTH = Decimal(52) / 12


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they are put around."""


def _untagged(loader: yaml.Loader, _suffix: str, node: yaml.Node) -> Any:  # noqa: ANN401
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there is no fourth kind
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _untagged)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What is deployed, as far as it costs by the month or sets a limit."""

    kinds: Counter[str]
    memory_mb: dict[str, int]
    routes: int
    requests_a_second: int
    logins_a_second: int
    schedules_a_month: Decimal


@functools.cache
def deployed() -> Deployed:
    """Count what template.yaml would deploy."""
    text = (PROJECT / "template.yaml").read_text(encoding="utf-8")
    return counted(yaml.load(text, Loader=_Loader))  # noqa: S506 - safe, above


def counted(template: dict[str, Any]) -> Deployed:
    """Count the resources of a template."""
    resources = template["Resources"]
    kinds = Counter(resource["Type"] for resource in resources.values())
    settings = resources["ShopApi"]["Properties"]
    throttle = settings["DefaultRouteSettings"]["ThrottlingRateLimit"]
    login = settings["RouteSettings"]["POST /login"]["ThrottlingRateLimit"]
    memory = template["Globals"]["Function"]["MemorySize"]
    return Deployed(
        kinds,
        {
            resource["Properties"]["CodeUri"].rpartition("/")[2]: resource["Properties"].get(
                "MemorySize", memory
            )
            for resource in resources.values()
            if resource["Type"] == "AWS::Serverless::Function"
        },
        sum(map(len, ROUTES.values())),
        int(throttle),
        int(login),
        sum(map(runs_a_month, _schedules(resources)), Decimal(0)),
    )


def _schedules(resources: dict[str, Any]) -> list[str]:
    return [
        event["Properties"]["Schedule"]
        for resource in resources.values()
        if resource["Type"] == "AWS::Serverless::Function"
        for event in resource["Properties"].get("Events", {}).values()
        if event["Type"] == "Schedule"
    ]


def runs_a_month(schedule: str) -> Decimal:
    """Return how often a schedule calls in a month of 365 by 12 days.

    Raises:
        ValueError: the schedule is of a form that the shop does not use.
    """
    kind, _, told = schedule.rstrip(")").partition("(")
    days = Decimal(365) / 12
    if kind == "rate":
        number, unit = told.split()
        minutes = {"minute": 1, "hour": 60, "day": 60 * _HOURS}[unit.removesuffix("s")]
        return days * _HOURS * 60 / (int(number) * minutes)
    minute, hour, day, _month, weekday, _year = told.split()
    hourly = 60 // int(minute.partition("/")[2]) if "/" in minute else 1
    daily = Decimal(hourly * (_HOURS if hour == "*" else 1))
    if weekday not in ("*", "?"):
        return daily * _WEEKS_A_MONTH
    return daily if day not in ("*", "?") else daily * days
