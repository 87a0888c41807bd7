"""The visit log: what the line of one request says, where it is kept, what for and how long."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shop.domain.instants import from_rfc3339, rfc3339
from shop.domain.retention import VISIT_BY_ADDRESS, VISIT_BY_ORDER, VISIT_BY_SESSION

_JSON = json.JSONDecoder()
_VISIT = "visit-record"
_LONGEST_TEXT = 512


class Purpose(StrEnum):
    """What an address is logged for: the four purposes of the privacy policy, and no other."""

    USE_OF_SITE = "use-of-site"
    ORDERING = "ordering"
    DIAGNOSIS = "diagnosis"
    DEMOGRAPHICS = "demographics"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as far as the visit log keeps it.

    `language` and `country` are for the day's numbers alone, no record keeps them; nor the
    recognition cookie, which the line also names.
    """

    at: datetime
    ip: str
    route: str
    path: str
    method: str
    status: int
    duration_ms: int
    request_id: str
    session: str | None
    customer_id: str | None
    order_number: str | None
    user_agent: str | None
    referrer_host: str | None
    do_not_count: bool
    language: str | None = None
    country: str | None = None

    @property
    def place(self) -> str:
        """Where it stands among other visits: when it was, and which of that second."""
        return f"{rfc3339(self.at)}#{self.request_id}"


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit kept under one subject: `address#…`, `session#…` or `order#…`."""

    subject: str
    visit: Visit
    expires_at: datetime

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What the record is kept for, by its kind of subject."""
        return _KINDS[self.subject.partition("#")[0]][0]


_KINDS = {
    "address": ((Purpose.USE_OF_SITE, Purpose.DIAGNOSIS), VISIT_BY_ADDRESS),
    "session": ((Purpose.ORDERING,), VISIT_BY_SESSION),
    "order": ((Purpose.DIAGNOSIS,), VISIT_BY_ORDER),
}


def read_line(line: str) -> Visit:
    """Read the visit in a log line, whatever stands before it.

    Only the first JSON object counts: one inside it was written by a visitor.

    Raises:
        ValueError: there is no visit in the line.
    """
    start = line.find("{")
    if start < 0:
        raise ValueError("no JSON object in the line")
    try:
        record, _ = _JSON.raw_decode(line, start)
    except RecursionError:
        raise ValueError("the JSON nests too deep") from None
    if record.get("message") != _VISIT:
        raise ValueError("not a visit record")
    return _visit(record)


def _visit(record: Mapping[str, object]) -> Visit:
    return Visit(
        at=from_rfc3339(_text(record, "at")),
        ip=_text(record, "ip"),
        route=_text(record, "route"),
        path=_text(record, "path"),
        method=_text(record, "method"),
        status=_whole_number(record, "status"),
        duration_ms=_whole_number(record, "duration_ms"),
        request_id=_text(record, "request_id"),
        session=_optional_text(record, "session"),
        customer_id=_optional_text(record, "customer_id"),
        order_number=_optional_text(record, "order_number"),
        user_agent=_optional_text(record, "user_agent"),
        referrer_host=_optional_text(record, "referrer_host"),
        # What cannot be read counts as a no.
        do_not_count=record.get("do_not_count") is not False,
        language=_optional_text(record, "language"),
        country=_optional_text(record, "country"),
    )


def _text(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is not text")
    # Half a surrogate pair cannot be stored, and would take its whole batch with it.
    return value[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


def _optional_text(record: Mapping[str, object], name: str) -> str | None:
    return _text(record, name) if record.get(name) else None


def _whole_number(record: Mapping[str, object], name: str) -> int:
    value = record.get(name)
    if type(value) is not int:
        raise ValueError(f"{name} is not a whole number")
    return value


def address_subject(ip: str) -> str | None:
    """Return the subject of an address; None if it is none: strangers must not share one."""
    try:
        return f"address#{ipaddress.ip_address(ip).compressed}"
    except ValueError:
        return None


def session_subject(session: str) -> str:
    """Return the subject of a session, from its hash."""
    return f"session#{session}"


def order_subject(number: str) -> str:
    """Return the subject of an order."""
    return f"order#{number}"


def records_of(visit: Visit) -> tuple[VisitRecord, ...]:
    """Return the records a visit is kept as, each with the expiry of its own purposes."""
    subjects = (
        address_subject(visit.ip),
        session_subject(visit.session) if visit.session else None,
        order_subject(visit.order_number) if visit.order_number else None,
    )
    return tuple(
        VisitRecord(subject, visit, visit.at + _period(subject)) for subject in subjects if subject
    )


def _period(subject: str) -> timedelta:
    return _KINDS[subject.partition("#")[0]][1]
