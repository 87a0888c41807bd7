"""The visit line: the one place where the shop logs a full address.

One line of JSON a request on standard output; a log subscription carries it to the `visits`
function. The term `visit-record` in `message` is what the subscription filters by.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from shop.domain.instants import rfc3339
from shop.web.requests import Request

_LONGEST_TEXT = 256


def visit_record(request: Request, *, status: int, duration_ms: int) -> dict[str, Any]:
    """Describe one request for the visit log.

    The path comes without its query string: links in mails carry keys there.
    """
    return {
        "message": "visit-record",
        "at": rfc3339(request.now),
        "ip": request.address,
        "route": request.route_key,
        "path": request.path,
        "method": request.method,
        "status": status,
        "duration_ms": duration_ms,
        "request_id": request.id,
        "session": request.session_hash,
        "customer_id": request.customer_id,
        "order_number": request.order_number,
        "visitor": request.visitor_hash if request.choices.recognition else None,
        "user_agent": browser_name(request),
        "language": _language(request.headers.get("accept-language")),
        "country": _short(request.headers.get("cloudfront-viewer-country")),
        "referrer_host": _host(request.headers.get("referer")),
        "do_not_count": not request.choices.statistics,
    }


def write(record: dict[str, Any]) -> None:
    """Write one line; `print` is what Lambda's runtime carries to the log group unchanged."""
    print(json.dumps(record, separators=(",", ":")), flush=True)  # noqa: T201 - see above


def browser_name(request: Request) -> str | None:
    """Return a browser's name for itself, as far as it is logged."""
    return _short(request.headers.get("user-agent"))


def _short(text: str | None) -> str | None:
    return text[:_LONGEST_TEXT] if text else None


def _language(accept_language: str | None) -> str | None:
    first = (accept_language or "").split(",")[0].split(";")[0].strip()
    return first[:16] or None


def _host(referrer: str | None) -> str | None:
    try:
        return _short(urlsplit(referrer).hostname) if referrer else None
    except ValueError:
        return None
