"""Follow the log groups of the shop's functions, in lines that a developer can read."""

import json
import time
from datetime import UTC, datetime
from typing import Any

from tools.local_cloud.clients import client, resources
from tools.local_cloud.place import Place
from tools.local_cloud.progress import say

type Line = tuple[str, int, str]

POLL_SECONDS = 1
LOOK_BACK_MILLISECONDS = 60_000
# What a line begins with, whatever it is about.
FIRST = ("level", "message", "function", "route", "status", "duration_ms")
OF_NO_USE_HERE = {"service", "location", "timestamp", "trace_id", "function_arn", "xray_trace_id"}
# Metrics that say in a second way what the line of a request says.
REPEATED = {"Requests", "RequestDuration", "RequestsFailed", "ColdStarts"}


def follow(place: Place) -> None:
    """Print log lines as they come, the last minute's first, until interrupted."""
    groups = [
        resource["PhysicalResourceId"]
        for resource in resources(place).values()
        if resource["ResourceType"] == "AWS::Logs::LogGroup"
    ]
    since = dict.fromkeys(groups, int(time.time() * 1000) - LOOK_BACK_MILLISECONDS)
    printed: set[Line] = set()
    while True:
        events = [event for group in groups for event in new_events(place, group, since[group])]
        for event in sorted(events, key=lambda event: event["timestamp"]):
            if identity(event) not in printed and not is_double(event["message"]):
                say(line_of(event))
        printed = set(map(identity, events))
        # Lines may arrive a little out of order, so the last seconds are read again.
        since = dict.fromkeys(groups, int(time.time() * 1000) - 5_000)
        time.sleep(POLL_SECONDS)


def identity(event: dict[str, Any]) -> Line:
    """Return what tells an event from others; MiniStack gives them no id."""
    return event["logStreamName"], event["timestamp"], event["message"]


def new_events(place: Place, group: str, since: int) -> list[dict[str, Any]]:
    """Return a group's events from an instant (milliseconds) on."""
    pages = client(place, "logs").get_paginator("filter_log_events")
    return [
        event
        for page in pages.paginate(logGroupName=group, startTime=since)
        for event in page["events"]
    ]


def line_of(event: dict[str, Any]) -> str:
    """Return an event as one line with its time of day."""
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    return f"{at:%H:%M:%S} {readable(event['message'].rstrip())}"


def is_double(message: str) -> bool:
    """Tell whether a line only repeats, for the visit log, what another says of its request."""
    return message.startswith('{"message":"visit-record"')


def readable(message: str) -> str:
    """Return what a line of JSON says, without what only CloudWatch reads; others as they are."""
    try:
        line = json.loads(message)
    except ValueError:
        return message
    if not isinstance(line, dict):
        return message
    for name in metrics_of(line.pop("_aws", {})) | OF_NO_USE_HERE:
        line.pop(name, None)
    told = [str(line.pop(name)) for name in FIRST if name in line]
    exception = line.pop("exception", None)
    told += [f"{name}={value}" for name, value in line.items()]
    return " ".join(told) + (f"\n{exception}" if exception else "")


def metrics_of(aws: dict[str, Any]) -> set[str]:
    """Return the names of the metrics in a line; its fields say the same."""
    directives = aws.get("CloudWatchMetrics", [])
    return {
        metric["Name"] for directive in directives for metric in directive["Metrics"]
    } & REPEATED
