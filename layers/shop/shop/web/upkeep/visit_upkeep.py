"""What is done by itself for visits: forgetting in time, and proving that it was forgotten."""

from datetime import date, datetime, timedelta
from typing import Any

from shop.domain import retention
from shop.domain.visitor_counts import days_to_forget
from shop.gateways import clock
from shop.storage import visitor_counts, visitor_reports, visits
from shop.telemetry import count, log_event

_SALT_BYTES = 32
# DynamoDB sweeps what has expired within a few days; what is dead is shown to nobody meanwhile.
_SWEEPING = timedelta(days=7)
_BY_KIND = {
    "address": ("VisitByAddress", retention.VISIT_BY_ADDRESS),
    "session": ("VisitBySession", retention.VISIT_BY_SESSION),
    "order": ("VisitByOrder", retention.VISIT_BY_ORDER),
}
_METRICS = {
    "VisitByAddress": "OldestVisitByAddressDays",
    "VisitBySession": "OldestVisitBySessionDays",
    "VisitByOrder": "OldestVisitByOrderDays",
    "VisitorCounts": "OldestVisitorCountsDays",
}


def rotate_salt(_request_id: str) -> None:
    """Delete dead salts, markers and small numbers, which tell too much; make today's salt."""
    now = clock.now()
    removed = sum(_forget(day) for day in days_to_forget(now))
    made = visitor_counts.insert_salt(now.date(), clock.new_id(_SALT_BYTES))
    log_event("visitor-salt-rotated", removed_rows=removed, made=made)


def _forget(day: date) -> int:
    return visitor_counts.remove_identifiers(day) + visitor_counts.remove_small_cells(day)


def prove_retention(_request_id: str) -> dict[str, Any]:
    """Measure how old the oldest record of each purpose is, and say which is too old."""
    now = clock.now()
    found = [_proof(*named, visits.find_oldest(kind), now) for kind, named in _BY_KIND.items()]
    oldest = visitor_reports.find_oldest(now.date(), retention.VISITOR_COUNTS + 2 * _SWEEPING)
    found.append(_proof("VisitorCounts", retention.VISITOR_COUNTS, oldest, now))
    for proof in found:
        log_event("oldest-record", **proof)
        count(_METRICS[str(proof["kept_as"])], int(proof["age_days"]))
    count("RecordsKeptTooLong", sum(bool(proof["is_overdue"]) for proof in found))
    return {"oldest": found}


def _proof(
    name: str, period: timedelta, oldest: datetime | None, now: datetime
) -> dict[str, str | int | bool]:
    age = timedelta() if oldest is None else max(timedelta(), now - oldest)
    return {
        "kept_as": name,
        "age_days": age.days,
        "kept_days": period.days,
        "is_overdue": age > period + _SWEEPING,
    }
