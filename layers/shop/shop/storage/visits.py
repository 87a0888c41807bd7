"""The visit log (key: a subject, and when and which request; TTL: per purpose)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from shop.domain.instants import from_rfc3339
from shop.domain.visits import Visit, VisitRecord
from shop.storage import batches
from shop.storage.connection import ExpiryAttribute, InstantAttribute, IntegerAttribute, Row

_MOST_LISTED = 100


class VisitsByCustomer(GlobalSecondaryIndex["VisitRow"]):  # type: ignore[no-untyped-call]
    """The visits of a customer who was logged in, by time; behind by a moment."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    visit = UnicodeAttribute(range_key=True)


class VisitsByKind(GlobalSecondaryIndex["VisitRow"]):  # type: ignore[no-untyped-call]
    """The visits of a kind of subject, the oldest first: what proves that they are forgotten."""

    class Meta:
        index_name = "by_kind"
        projection = KeysOnlyProjection()

    kind = UnicodeAttribute(hash_key=True)
    visit = UnicodeAttribute(range_key=True)


class VisitRow(Row):
    """One visit under one subject; its key decides its content."""

    class Meta:
        table_name = os.environ["VISITS_TABLE"]

    subject = UnicodeAttribute(hash_key=True)
    visit = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    at = InstantAttribute()
    ip = UnicodeAttribute()
    route = UnicodeAttribute()
    path = UnicodeAttribute()
    method = UnicodeAttribute()
    status = IntegerAttribute()
    duration_ms = IntegerAttribute()
    request_id = UnicodeAttribute()
    session = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    order_number = UnicodeAttribute(null=True)
    user_agent = UnicodeAttribute(null=True)
    referrer_host = UnicodeAttribute(null=True)
    do_not_count = BooleanAttribute()
    expires_at = ExpiryAttribute()
    by_customer = VisitsByCustomer()
    by_kind = VisitsByKind()


@dataclass(frozen=True, slots=True)
class Look:
    """The newest 100 records of a subject before a place; `end` is where more follow, or empty."""

    records: tuple[VisitRecord, ...]
    end: str


def insert_all(records: Iterable[VisitRecord]) -> None:
    """Keep records; those that are kept already are put again, unchanged.

    Raises:
        TryAgain: DynamoDB would not take all of them.
    """
    batches.put_all(_row(record) for record in records)


def list_by_subject(subject: str, now: datetime) -> tuple[VisitRecord, ...]:
    """Return the newest 100 live records of a subject, the newest first."""
    return look_back(subject, "", now).records


def look_back(subject: str, before: str, now: datetime) -> Look:
    """Return live records of a subject from before a place, the newest first; "" is the newest."""
    rows = list(
        VisitRow.query(
            subject,
            VisitRow.visit < before if before else None,
            scan_index_forward=False,
            limit=_MOST_LISTED,
            page_size=_MOST_LISTED,
        )
    )
    live = tuple(_record(row) for row in rows if row.expires_at > now)
    return Look(live, rows[-1].visit if len(rows) == _MOST_LISTED else "")


def list_all(subject: str) -> list[VisitRecord]:
    """Return every record of a subject, dead ones too."""
    return [_record(row) for row in VisitRow.query(subject)]


def remove_all(records: Iterable[VisitRecord]) -> None:
    """Delete records, whether or not they are still there.

    Raises:
        TryAgain: DynamoDB would not take all of them.
    """
    batches.delete_all(VisitRow(record.subject, record.visit.place) for record in records)


def find_oldest(kind: str) -> datetime | None:
    """Return the instant of the oldest visit kept under a kind of subject; None without any."""
    for row in VisitRow.by_kind.query(kind, limit=1):
        return from_rfc3339(row.visit.partition("#")[0])
    return None


def _row(record: VisitRecord) -> VisitRow:
    visit = record.visit
    return VisitRow(
        subject=record.subject,
        visit=visit.place,
        kind=record.subject.partition("#")[0],
        at=visit.at,
        ip=visit.ip,
        route=visit.route,
        path=visit.path,
        method=visit.method,
        status=visit.status,
        duration_ms=visit.duration_ms,
        request_id=visit.request_id,
        session=visit.session,
        customer_id=visit.customer_id,
        order_number=visit.order_number,
        user_agent=visit.user_agent,
        referrer_host=visit.referrer_host,
        do_not_count=visit.do_not_count,
        expires_at=record.expires_at,
    )


def _record(row: VisitRow) -> VisitRecord:
    visit = Visit(
        at=row.at,
        ip=row.ip,
        route=row.route,
        path=row.path,
        method=row.method,
        status=row.status,
        duration_ms=row.duration_ms,
        request_id=row.request_id,
        session=row.session,
        customer_id=row.customer_id,
        order_number=row.order_number,
        user_agent=row.user_agent,
        referrer_host=row.referrer_host,
        do_not_count=row.do_not_count,
    )
    return VisitRecord(row.subject, visit, row.expires_at)
