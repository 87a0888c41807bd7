"""The operators' line about a request: one a request, with its metrics, and nothing personal.

What ties it to the rest: `request_id` to the visit line and to what a visitor was shown,
`trace_id` to X-Ray, `session` and `order_number` to the other requests.
"""

from shop import telemetry
from shop.web.requests import Request

_FAILED = 500
_REFUSED = 400


def finish(request: Request, function: str, *, status: int, duration_ms: int) -> None:
    """Write the line of a request that is answered, and count it by how it ended."""
    outcome = outcome_of(status)
    telemetry.count("Requests", outcome=outcome)
    telemetry.count("RequestDuration", duration_ms, function=function)
    if outcome == "failed":
        telemetry.count("RequestsFailed", function=function)
        if number := telemetry.published_version():
            telemetry.count("VersionFailed", version=f"{function}:{number}")
    telemetry.finish(
        "request",
        function=function,
        route=request.route_key,
        status=status,
        outcome=outcome,
        code=request.problem_code,
        channel="page" if request.wants_page else "json",
        duration_ms=duration_ms,
        request_id=request.id,
        session=request.session_hash,
        order_number=request.order_number,
    )


def outcome_of(status: int) -> str:
    """Return how a request ended: ok, refused (4xx) or failed (5xx)."""
    if status >= _FAILED:
        return "failed"
    return "refused" if status >= _REFUSED else "ok"
