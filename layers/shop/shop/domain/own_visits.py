"""What the visit log shows the visitor it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shop.domain.visitor_counts import is_counted
from shop.domain.visits import Purpose, VisitRecord


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit with everything it was logged for, and until when the last record of it is kept."""

    at: datetime
    method: str
    path: str
    status: int
    purposes: tuple[Purpose, ...]
    kept_until: datetime


def own_visits(session: str | None, records: Iterable[VisitRecord]) -> tuple[ShownVisit, ...]:
    """Return what a visitor may see of some records, the newest first, each visit once.

    Others may share an address, so what belongs to another session is left out.
    """
    kept: dict[tuple[datetime, str], list[VisitRecord]] = {}
    for record in records:
        if record.visit.session in (None, session):
            kept.setdefault((record.visit.at, record.visit.request_id), []).append(record)
    return tuple(_shown(kept[key]) for key in sorted(kept, reverse=True))


def _shown(records: list[VisitRecord]) -> ShownVisit:
    visit = records[0].visit
    purposes = {purpose for record in records for purpose in record.purposes}
    if is_counted(visit):
        purposes.add(Purpose.DEMOGRAPHICS)
    return ShownVisit(
        at=visit.at,
        method=visit.method,
        path=visit.path,
        status=visit.status,
        purposes=tuple(purpose for purpose in Purpose if purpose in purposes),
        kept_until=max(record.expires_at for record in records),
    )
