"""What the shop's logger writes, line by line, and what it counts."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shop.telemetry import logger

# Made here, while tests are collected: it keeps the standard output it finds, and a test's own
# captured one is gone after the test.
_LOGGER = logger()


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []
        self.setFormatter(_LOGGER.registered_formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """Collect the lines logged while the block runs."""
    handler = _Lines()
    _LOGGER.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logging.getLogger(_LOGGER.service).removeHandler(handler)


def lines_in(output: str) -> list[dict[str, Any]]:
    """Return the lines of JSON in what was printed."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def counted(output: str) -> dict[str, int]:
    """Return what CloudWatch would count in what was printed, by the metrics' names."""
    found: Counter[str] = Counter()
    for line in lines_in(output):
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            for metric in directive["Metrics"]:
                found[metric["Name"]] += line[metric["Name"]]
    return dict(found)
