"""What the visit log holds about a visitor, as the API and the page show it."""

import msgspec

from shop.domain.instants import rfc3339
from shop.domain.own_visits import ShownVisit, own_visits
from shop.domain.visits import Purpose, address_subject, session_subject
from shop.storage import visits
from shop.web.requests import Request


class VisitShown(msgspec.Struct):
    """A visit in the log; `purposes` are those of the privacy policy."""

    at: str
    method: str
    path: str
    status: int
    purposes: tuple[Purpose, ...]
    kept_until: str


class PurposeShown(msgspec.Struct):
    """One of the four purposes an address is logged for."""

    name: Purpose
    explanation: str


class VisitsShown(msgspec.Struct):
    """What the visit log holds about an address and, if there is one, about a session."""

    visits: list[VisitShown]
    address: str
    session: bool
    purposes: list[PurposeShown]
    explanation: str


_PURPOSES = [
    PurposeShown(Purpose.USE_OF_SITE, "To identify use of the site."),
    PurposeShown(Purpose.ORDERING, "To assist the ordering process."),
    PurposeShown(Purpose.DIAGNOSIS, "To diagnose problems with your order or with our server."),
    PurposeShown(Purpose.DEMOGRAPHICS, "To gather broad numbers, such as the number of visitors."),
]
_EXPLANATION = (
    "These are the newest requests that the visit log holds about this browser session, and those"
    " from this address that belong to no session. Others may share your address, so what belongs"
    " to their sessions is not shown. A request appears here about a minute after it was made."
    " A visit is removed after the time told beside it."
)


def visits_shown(request: Request) -> VisitsShown:
    """Describe what the visit log holds, to the visitor it is about."""
    session = request.session_hash
    subjects = (session_subject(session) if session else None, address_subject(request.address))
    records = [
        record
        for subject in subjects
        if subject is not None
        for record in visits.list_by_subject(subject, request.now)
    ]
    return VisitsShown(
        visits=[_visit_shown(visit) for visit in own_visits(session, records)],
        address=request.address,
        session=session is not None,
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
    )
