"""Whether people are answered in time who asked for something about their data."""

from typing import Any

from shop.gateways import clock
from shop.storage import data_requests
from shop.telemetry import count, log_event


def watch(_request_id: str) -> dict[str, Any]:
    """Count the requests that wait to be done, and those that the law's month is over for."""
    now = clock.now()
    due = sorted(request.due_at for request in data_requests.list_unfinished())
    overdue = sum(due_at < now for due_at in due)
    oldest_due_on = due[0].date().isoformat() if due else None
    count("DataRequestsDue", len(due))
    count("DataRequestsOverdue", overdue)
    log_event("data-requests-due", due=len(due), overdue=overdue, oldest_due_on=oldest_due_on)
    return {"due": len(due), "overdue": overdue, "oldest_due_on": oldest_due_on}
