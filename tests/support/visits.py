"""Visits, and their lines as CloudWatch Logs hands them to the `visits` function."""

import base64
import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from shop.domain.visits import Visit

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_visit(**changes: Any) -> Visit:
    """Return a person's visit to the home page; any field can be named."""
    values: dict[str, Any] = {
        "at": AT,
        "ip": "192.0.2.10",
        "route": "GET /",
        "path": "/",
        "method": "GET",
        "status": 200,
        "duration_ms": 12,
        "request_id": "request-1",
        "session": None,
        "customer_id": None,
        "order_number": None,
        "user_agent": FIREFOX,
        "referrer_host": None,
        "do_not_count": False,
    }
    return Visit(**(values | changes))


def make_line(at: datetime = AT, **changes: Any) -> str:
    """Return the line of such a visit, as `shop.web.visit_log` writes it."""
    record: dict[str, Any] = {
        "message": "visit-record",
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ip": "192.0.2.10",
        "route": "GET /",
        "path": "/",
        "method": "GET",
        "status": 200,
        "duration_ms": 12,
        "request_id": "request-1",
        "session": None,
        "customer_id": None,
        "order_number": None,
        "visitor": None,
        "user_agent": FIREFOX,
        "language": "en-GB",
        "country": None,
        "referrer_host": None,
        "do_not_count": False,
    }
    return json.dumps(record | changes, separators=(",", ":"))


def log_batch(lines: Iterable[str], *, name: str = "batch") -> dict[str, Any]:
    """Pack lines into a subscription's event; the same name makes the same log event ids."""
    return pack(
        {
            "messageType": "DATA_MESSAGE",
            "owner": "123456789012",
            "logGroup": "shop",
            "logStream": "stream",
            "subscriptionFilters": ["visits"],
            "logEvents": [
                {"id": f"{name}-{number}", "timestamp": 1795428000000, "message": line}
                for number, line in enumerate(lines)
            ],
        }
    )


def pack(content: Any) -> dict[str, Any]:
    """Pack any content as CloudWatch Logs does."""
    packed = gzip.compress(json.dumps(content).encode(), mtime=0)
    return {"awslogs": {"data": base64.b64encode(packed).decode()}}
