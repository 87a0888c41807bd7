"""What the visit log holds about a visitor, as the API and the page show it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec

from shop.domain.instants import rfc3339
from shop.domain.own_visits import ShownVisit, erasable, own_visits
from shop.domain.periods import period_text
from shop.domain.retention import BACKUPS, LOG_VISITS
from shop.domain.visit_purposes import PURPOSES
from shop.domain.visits import Purpose, VisitRecord, address_subject, session_subject
from shop.storage import visits
from shop.web.requests import Request
from shop.web.visit_log import browser_name


class VisitShown(msgspec.Struct):
    """A visit in the log; `purposes` are those of the privacy policy."""

    at: str
    method: str
    path: str
    status: int
    purposes: tuple[Purpose, ...]
    kept_until: str
    kept_because: str | None


class PurposeShown(msgspec.Struct):
    """One of the four purposes an address is logged for."""

    name: Purpose
    explanation: str
    form: str
    kept_for: str


class VisitsErased(msgspec.Struct):
    """How many visits were erased from the log, and how many stay for a reason."""

    erased: int
    kept: int


class VisitsQuery(msgspec.Struct):
    """`?done=erased`: what was just done; and where the page goes on."""

    done: Annotated[str, msgspec.Meta(max_length=10)] = ""
    cursor: Annotated[str, msgspec.Meta(max_length=1024)] = ""


class VisitsShown(msgspec.Struct):
    """What the visit log holds about an address and, if there is one, about a session."""

    visits: list[VisitShown]
    address: str
    session: bool
    purposes: list[PurposeShown]
    explanation: str


_PURPOSES = [
    PurposeShown(rule.name, rule.explanation, rule.form, period_text(rule.kept))
    for rule in PURPOSES
]
_EXPLANATION = (
    "These are the newest requests that the visit log holds about this browser session, and those"
    " from this address that belong to no session. Others may share your address, so what belongs"
    " to their sessions is not shown. A request appears here about a minute after it was made."
    " A visit is removed after the time told beside it. You can erase all but those beside which a"
    " reason says why they stay. The day's numbers hold nobody: nothing in them can be erased;"
    f" copies in log files are removed after {period_text(LOG_VISITS)}, in back-ups after"
    f" {period_text(BACKUPS)}."
)


def visits_shown(request: Request) -> VisitsShown:
    """Describe what the visit log holds, to the visitor it is about."""
    records = [
        record
        for subject in subjects(request)
        for record in visits.list_by_subject(subject, request.now)
    ]
    return showing(request, own_visits(request.session_hash, records))


def showing(request: Request, found: Iterable[ShownVisit]) -> VisitsShown:
    """Describe some visits to the visitor they are of."""
    return VisitsShown(
        visits=[_visit_shown(visit) for visit in found],
        address=request.address,
        session=request.session_hash is not None,
        purposes=_PURPOSES,
        explanation=_EXPLANATION,
    )


def _visit_shown(visit: ShownVisit) -> VisitShown:
    return VisitShown(
        at=rfc3339(visit.at),
        method=visit.method,
        path=visit.path,
        status=visit.status,
        purposes=visit.purposes,
        kept_until=rfc3339(visit.kept_until),
        kept_because=visit.kept_because,
    )


def erase(request: Request) -> VisitsErased:
    """Erase what the visit log holds about a visitor, but for what orders and safety need."""
    session = request.session_hash
    records = [record for subject in subjects(request) for record in visits.list_all(subject)]
    found = erasable(session, browser_name(request), records)
    visits.remove_all(found)
    erased = {_visit_of(record) for record in found}
    kept = {_visit_of(r) for r in records if r.visit.session == session and session} - erased
    return VisitsErased(len(erased), len(kept))


def _visit_of(record: VisitRecord) -> tuple[datetime, str]:
    return record.visit.at, record.visit.request_id


def subjects(request: Request) -> list[str]:
    """Return what the log may hold about a visitor: a session, and an address."""
    session = request.session_hash
    found = (session_subject(session) if session else None, address_subject(request.address))
    return [subject for subject in found if subject is not None]
