"""What the shop tells operators of itself: one line for each call, with its metrics in it.

Log lines are JSON with fields named here or by the caller; never a body, cookie, token, password,
e-mail address or full address. The line of a call and its metrics are written without Powertools,
whose import takes longer than most requests (docs/decisions); its Logger is made on first use.
"""

import functools
import json
import os
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from shop.domain.embedded_metrics import Series, with_metrics
from shop.domain.metrics import metric_named

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

_SERVICE = ("service", "shop")
_encode = json.JSONEncoder(separators=(",", ":")).encode


class _Told:
    """What is to be told of the call that is being answered."""

    __slots__ = ("counts", "fields", "is_cold", "is_fault_told")

    def __init__(self, *, is_cold: bool) -> None:
        self.counts: dict[Series, int] = {}
        self.fields: dict[str, Any] = {}
        self.is_cold = is_cold
        self.is_fault_told = False


class _Process:
    """Whether this process has answered a call before."""

    is_cold = True


# A call's own, also where tests answer several at once in threads.
_told: ContextVar[_Told | None] = ContextVar("told", default=None)


def begin() -> None:
    """Begin a call: what is counted and noted from now on is told by its one line."""
    _told.set(_Told(is_cold=_Process.is_cold))
    _Process.is_cold = False


def finish(message: str, **fields: Any) -> None:  # noqa: ANN401 - of any kind JSON has
    """Write the line of the call that was begun; a field that is None is left out.

    The metrics are counted here, once: a call that breaks off and is repeated has counted nothing.
    """
    told, line = _told.get() or _Told(is_cold=False), {"message": message}
    _told.set(None)
    fields |= {"cold_start": told.is_cold, "trace_id": _trace_id(), **told.fields}
    if told.is_cold:
        _add(told.counts, "ColdStarts", 1)
    line |= {name: value for name, value in fields.items() if value is not None}
    _write(line, told.counts)


def note(**fields: Any) -> None:  # noqa: ANN401 - of any kind JSON has
    """Add fields to the line of the call, if one was begun; nothing personal may be in them."""
    told = _told.get()
    if told is not None:
        told.fields |= fields


def count(name: str, number: int = 1, **dimensions: str) -> None:
    """Count something, as a metric of `shop.domain.metrics`.

    It is told with the line of the call, so that a line more is neither written nor paid for;
    outside a call at once.

    Raises:
        LookupError: the metric is not in the register, or has other dimensions.
    """
    told = _told.get()
    if told is not None:
        _add(told.counts, name, number, **dimensions)
        return
    counts: dict[Series, int] = {}
    _add(counts, name, number, **dimensions)
    _write({"message": "metrics"}, counts)


def observed[**P, Answer](function: str) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """Return the decorator of a Lambda handler that nobody reaches over HTTP.

    Each call is told by one line: what ran, how it ended and how long it took, with what was noted.
    What it fails by is logged before, unless that was done where it happened.
    """

    def decorate(handler: Callable[P, Answer]) -> Callable[P, Answer]:
        @functools.wraps(handler)
        def told(*arguments: P.args, **named: P.kwargs) -> Answer:
            started, outcome = time.perf_counter(), "failed"
            begin()
            try:
                answer = handler(*arguments, **named)
                outcome = "ok"
            except Exception as error:
                _log_untold(error, function, arguments[-1])
                raise
            finally:
                finish(
                    "invocation",
                    function=function,
                    outcome=outcome,
                    duration_ms=round((time.perf_counter() - started) * 1000),
                    request_id=getattr(arguments[-1], "aws_request_id", None),
                )
            return answer

        return told

    return decorate


def _log_untold(error: Exception, function: str, context: object) -> None:
    told = _told.get()
    if told is None or not told.is_fault_told:
        route = str(told.fields.get("task", function)) if told else function
        log_fault(error, request_id=str(getattr(context, "aws_request_id", "")), route=route)


def _add(counts: dict[Series, int], name: str, number: int, **dimensions: str) -> None:
    metric = metric_named(name, dimensions)
    series = (name, (_SERVICE, *((key, dimensions[key]) for key in metric.dimensions)))
    counts[series] = counts.get(series, 0) + number


def _write(line: dict[str, Any], counts: dict[Series, int]) -> None:
    for written in with_metrics(line, counts, _namespace(), time.time_ns() // 1_000_000):
        # `print` is what Lambda's runtime carries to the log group unchanged.
        print(_encode(written), flush=True)  # noqa: T201


@functools.cache
def _namespace() -> str:
    """Return the metrics' namespace: a trial's figures must not be in the real shop's."""
    return f"{os.environ['POWERTOOLS_METRICS_NAMESPACE']}/{os.environ['STAGE']}"


def published_version() -> str | None:
    """Return the number of the function's version; None where none is published."""
    number = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
    return None if number == "$LATEST" else number


def _trace_id() -> str | None:
    # Lambda sets it anew for each call: Root=1-67...;Parent=...;Sampled=1
    return os.environ.get("_X_AMZN_TRACE_ID", "").partition(";")[0].removeprefix("Root=") or None


@functools.cache
def logger() -> "Logger":
    """Return the process's one structured logger (service name from the environment)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - 45 ms that most requests do without

    return Logger()


def log_fault(error: BaseException, *, request_id: str, route: str) -> None:
    """Log an error nobody expected, once, with its traceback."""
    told = _told.get()
    if told is not None:
        told.is_fault_told = True
    logger().error(
        "unhandled-error",
        exc_info=error,
        request_id=request_id,
        route=route,
        error=type(error).__name__,
    )


def log_event(name: str, **fields: str | int | bool | None) -> None:
    """Log that something named happened; the caller sees to it that no field is personal."""
    logger().info(name, extra=fields)
