"""What went wrong for a visitor lately, out of the visit log."""

from collections.abc import Iterable

from shop.domain.visits import Visit, VisitRecord

_FIRST_FAULT = 400
_MOST_TOLD = 20


def recent_faults(records: Iterable[VisitRecord]) -> tuple[Visit, ...]:
    """Return the newest twenty requests that were refused or failed, each once."""
    found = {
        (record.visit.at, record.visit.request_id): record.visit
        for record in records
        if record.visit.status >= _FIRST_FAULT
    }
    return tuple(found[key] for key in sorted(found, reverse=True)[:_MOST_TOLD])
