"""What operators see of visits: those of one address, session or order, for a reason they give."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.reference_numbers import normalise
from shop.domain.visits import address_subject, order_subject, session_subject
from shop.storage import visits
from shop.telemetry import count
from shop.web.desk.views import UNNAMED_OPERATOR, Operator, visit_view


class ReadingVisits(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose visits to show, and why: the reason is logged, with who asked."""

    reason: Annotated[str, Meta(min_length=3, max_length=200, pattern=r"\S")]
    ip: Annotated[str, Meta(max_length=45)] | None = None
    session: Annotated[str, Meta(pattern=r"^[\w-]{8,64}$")] | None = None
    number: Annotated[str, Meta(max_length=40)] | None = None
    operator: Operator = UNNAMED_OPERATOR


def list_visits(asked: ReadingVisits, _by: By, now: datetime) -> dict[str, Any]:
    """Show the newest hundred visits of an address, a session or an order.

    Raises:
        InvalidFields: not exactly one of them is named, or the address is none.
    """
    records = visits.list_by_subject(_subject(asked), now)
    count("VisitLookUps")
    return {
        "visits": [
            visit_view(record)
            | {
                "session": record.visit.session,
                "order_number": record.visit.order_number,
                "purposes": list(record.purposes),
                "kept_until": rfc3339(record.expires_at),
            }
            for record in records
        ]
    }


def _subject(asked: ReadingVisits) -> str:
    if sum(given is not None for given in (asked.ip, asked.session, asked.number)) != 1:
        raise InvalidFields(FieldError("ip", "Name one: an ip, a session or an order's number."))
    if asked.session is not None:
        return session_subject(asked.session)
    if asked.number is not None:
        return order_subject(normalise(asked.number))
    subject = address_subject(asked.ip or "")
    if subject is None:
        raise InvalidFields(FieldError("ip", "This is no IP address."))
    return subject
