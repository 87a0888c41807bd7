"""Requests about personal data, and the ledger of erasures (key: request_id; TTL: three years).

An erasure that is done holds nothing but keyed hashes: by them it is done again after a restore.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.data_requests import UNFINISHED, DataRequest, Kind, State, Who
from shop.domain.mails import Mail
from shop.storage import mails
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together


class DataRequestsByState(GlobalSecondaryIndex["DataRequestRow"]):  # type: ignore[no-untyped-call]
    """The requests of a state, the one due first first; behind by a moment."""

    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    due_at = InstantAttribute(range_key=True)


class DataRequestsByEmailMark(GlobalSecondaryIndex["DataRequestRow"]):  # type: ignore[no-untyped-call]
    """The requests of an address, by its mark, oldest first; behind by a moment."""

    class Meta:
        index_name = "by_email_mark"
        projection = AllProjection()

    email_mark = UnicodeAttribute(hash_key=True)
    asked_at = InstantAttribute(range_key=True)


class DataRequestRow(Row):
    """One request."""

    class Meta:
        table_name = os.environ["DATA_REQUESTS_TABLE"]

    request_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    who = UnicodeAttribute()
    state = UnicodeAttribute()
    customer_id = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    customer_mark = UnicodeAttribute(null=True)
    email_mark = UnicodeAttribute(null=True)
    asked_at = InstantAttribute()
    due_at = InstantAttribute()
    run_at = InstantAttribute(null=True)
    done_at = InstantAttribute(null=True)
    orders = UnicodeAttribute(null=True)
    counts = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute(null=True)
    by_state = DataRequestsByState()
    by_email_mark = DataRequestsByEmailMark()


def find(request_id: str) -> DataRequest | None:
    """Read a request consistently; None if there is none."""
    row = DataRequestRow.find_row(request_id)
    return None if row is None else _request(row)


def list_by_state(state: State) -> Iterator[DataRequest]:
    """Return the requests of a state, the one due first first, read as they are asked for."""
    return (_request(row) for row in DataRequestRow.by_state.query(state))


def list_unfinished() -> Iterator[DataRequest]:
    """Return the requests that are not finished, of each state the one due first first."""
    return (request for state in UNFINISHED for request in list_by_state(state))


def insert_with_mail(
    request: DataRequest, mail: Mail, now: datetime, *, seconds_left: float
) -> None:
    """Keep a request and put the mail about it into the outbox, in one.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        put_in(transaction, request)
        mails.put_in(transaction, mail, now)

    write_together(fill, seconds_left=seconds_left)


def put_in(transaction: TransactWrite, request: DataRequest) -> None:
    """Add a new request to a transaction, cancelled if there is one of its name."""
    transaction.save(row_of(request), condition=DataRequestRow.request_id.does_not_exist())


def change_in(transaction: TransactWrite, before: DataRequest, after: DataRequest) -> None:
    """Add a change to a transaction, cancelled if the request has left the state it was in."""
    transaction.update(
        DataRequestRow(request_id=before.request_id),
        actions=_changes(after),
        condition=_is_as_read(before),
    )


def change(before: DataRequest, after: DataRequest) -> bool:
    """Change a request that is in the state it was read in; False if it is not."""
    row = DataRequestRow(request_id=before.request_id)
    return unless_taken(lambda: row.update(_changes(after), condition=_is_as_read(before)))


def change_with_mail(
    before: DataRequest, after: DataRequest, mail: Mail, now: datetime, *, seconds_left: float
) -> bool:
    """As `change`, and put a mail about it into the outbox, both or neither."""

    def fill(transaction: TransactWrite) -> None:
        mails.put_in(transaction, mail, now)
        change_in(transaction, before, after)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def _is_as_read(before: DataRequest) -> Condition:
    condition: Condition = DataRequestRow.state == before.state
    return condition


def _changes(after: DataRequest) -> list[Action]:
    row = DataRequestRow
    texts = (
        (row.customer_id, after.customer_id),
        (row.email, after.email),
        (row.orders, json.dumps(after.orders) if after.orders else ""),
        (row.counts, json.dumps(after.counts) if after.counts else ""),
    )
    instants = ((row.run_at, after.run_at), (row.done_at, after.done_at))
    end = after.expires_at
    ends = row.expires_at.remove() if end is None else row.expires_at.set(end)
    return [
        row.state.set(after.state),
        *(place.set(text) if text else place.remove() for place, text in texts),
        *(place.remove() if at is None else place.set(at) for place, at in instants),
        ends,
    ]


def row_of(request: DataRequest) -> DataRequestRow:
    """Return the row of a request."""
    return DataRequestRow(
        request_id=request.request_id,
        kind=request.kind,
        who=request.who,
        state=request.state,
        customer_id=request.customer_id or None,
        email=request.email or None,
        customer_mark=request.customer_mark or None,
        email_mark=request.email_mark or None,
        asked_at=request.asked_at,
        due_at=request.due_at,
        run_at=request.run_at,
        done_at=request.done_at,
        orders=json.dumps(request.orders) if request.orders else None,
        counts=json.dumps(request.counts) if request.counts else None,
        expires_at=request.expires_at,
    )


def _request(row: DataRequestRow) -> DataRequest:
    return DataRequest(
        request_id=row.request_id,
        kind=cast("Kind", row.kind),
        who=cast("Who", row.who),
        state=cast("State", row.state),
        customer_id=row.customer_id or "",
        email=row.email or "",
        customer_mark=row.customer_mark or "",
        email_mark=row.email_mark or "",
        asked_at=row.asked_at,
        due_at=row.due_at,
        run_at=row.run_at,
        done_at=row.done_at,
        orders=tuple(json.loads(row.orders or "[]")),
        counts=json.loads(row.counts or "{}"),
        expires_at=row.expires_at,
    )
