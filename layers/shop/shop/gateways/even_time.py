"""Answers that take equally long, so that a stopwatch does not tell who is a customer.

Equal work is not quite equal time: a row that is found is sent and read, one that is not is not.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Longer than the work behind it takes when nothing is amiss (docs/performance.md).
_FLOOR_SECONDS = int(os.environ["ANSWER_FLOOR_MILLISECONDS"]) / 1000


def begin(floor_seconds: float = _FLOOR_SECONDS) -> float:
    """Return the moment before which an answer that begins now must not be given."""
    return time.monotonic() + floor_seconds


def wait(moment: float) -> None:
    """Let a moment come."""
    time.sleep(max(0.0, moment - time.monotonic()))


@contextmanager
def evenly(floor_seconds: float = _FLOOR_SECONDS) -> Iterator[None]:
    """Let what is done inside take at least so long, whether it is answered or refused."""
    moment = begin(floor_seconds)
    try:
        yield
    finally:
        wait(moment)
