"""Follow the log groups of the shop's functions."""

import time
from datetime import UTC, datetime
from typing import Any

from tools.local_cloud.clients import client, resources
from tools.local_cloud.place import Place
from tools.local_cloud.progress import say

type Line = tuple[str, int, str]

POLL_SECONDS = 1
LOOK_BACK_MILLISECONDS = 60_000


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
            if identity(event) not in printed:
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
    return f"{at:%H:%M:%S} {event['message'].rstrip()}"
