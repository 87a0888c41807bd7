"""The Logger and the Metrics, made on first use: many requests need neither.

Log lines are JSON with fields named here or by the caller; never a body, cookie, token, password,
e-mail address or full address.
"""

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@functools.cache
def logger() -> "Logger":
    """Return the process's one structured logger (service name from the environment)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - 45 ms that most requests do without

    return Logger()


def count(name: str, number: int = 1) -> None:
    """Count something, as a metric of the service; written at once, so that none is lost."""
    from aws_lambda_powertools.metrics import (  # noqa: PLC0415 - see logger()
        MetricUnit,
        single_metric,
    )

    with single_metric(name=name, unit=MetricUnit.Count, value=number) as metric:
        metric.add_dimension("service", logger().service)


def log_fault(error: BaseException, *, request_id: str, route: str) -> None:
    """Log an error nobody expected, once, with its traceback."""
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
