"""What the visit log shows the visitor it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shop.domain.visitor_counts import is_counted
from shop.domain.visits import Purpose, Visit, VisitRecord

# Not logged in, forbidden, too often.
_REFUSALS = frozenset({401, 403, 429})


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit with everything it was logged for, and until when the last record of it is kept."""

    place: str
    at: datetime
    method: str
    path: str
    status: int
    purposes: tuple[Purpose, ...]
    kept_until: datetime
    kept_because: str | None


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
        place=visit.place,
        at=visit.at,
        method=visit.method,
        path=visit.path,
        status=visit.status,
        purposes=tuple(purpose for purpose in Purpose if purpose in purposes),
        kept_until=max(record.expires_at for record in records),
        kept_because=reason_to_keep(visit),
    )


def reason_to_keep(visit: Visit) -> str | None:
    """Return why a visit is kept though its visitor asked to erase it; None if it is not."""
    if visit.order_number is not None:
        return "It belongs to an order, whose problems it helps to find."
    if visit.method != "GET" and visit.status in _REFUSALS:
        return "It was refused; such attempts are kept to see whether somebody misuses the shop."
    return None


def erasable(
    session: str | None, user_agent: str | None, records: Iterable[VisitRecord]
) -> tuple[VisitRecord, ...]:
    """Return what a visitor may erase of some records: their session's, and this browser's.

    Visits without a session are theirs only as far as the browser has the same name.
    """
    return tuple(
        record
        for record in records
        if _is_own(record.visit, session, user_agent) and reason_to_keep(record.visit) is None
    )


def _is_own(visit: Visit, session: str | None, user_agent: str | None) -> bool:
    if visit.session is None:
        return visit.user_agent == user_agent
    return visit.session == session
