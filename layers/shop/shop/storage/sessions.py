"""Login sessions (key: the session's id; index by_customer, for lists only; TTL: absolute end)."""

import os
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.customers import PasswordChange
from shop.domain.errors import Conflict
from shop.domain.sessions import Session
from shop.storage import account_events, customers, mails
from shop.storage.connection import (
    ExpiryAttribute,
    InstantAttribute,
    IntegerAttribute,
    Row,
    unless_taken,
)
from shop.storage.transactions import Cancelled, write_together

_MOST_LISTED = 100


class SessionsByCustomer(GlobalSecondaryIndex["SessionRow"]):  # type: ignore[no-untyped-call]
    """A customer's sessions in the order of their beginning; behind by a moment."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)


class SessionRow(Row):
    """One session."""

    class Meta:
        table_name = os.environ["SESSIONS_TABLE"]

    session_id = UnicodeAttribute(hash_key=True)
    secret_hash = UnicodeAttribute()
    customer_id = UnicodeAttribute()
    epoch = IntegerAttribute()
    created_at = InstantAttribute()
    last_seen_at = InstantAttribute()
    authenticated_at = InstantAttribute(null=True)
    device = UnicodeAttribute()
    network = UnicodeAttribute()
    family_id = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute()
    by_customer = SessionsByCustomer()


def find(session_id: str) -> Session | None:
    """Read a session consistently, over or not; None if there is none."""
    row = SessionRow.find_row(session_id)
    return None if row is None else _session(row)


def list_by_customer(customer_id: str) -> list[Session]:
    """Return a customer's latest sessions, over or not, the newest first."""
    rows = SessionRow.by_customer.query(customer_id, scan_index_forward=False, limit=_MOST_LISTED)
    return [_session(row) for row in rows]


def insert(session: Session) -> None:
    """Keep a new session.

    A retry whose first answer was lost meets its own row and is content.
    """
    unless_taken(lambda: _row(session).save(condition=_is_new(session)))


def put_in(transaction: TransactWrite, session: Session) -> None:
    """Add a new session to a transaction."""
    transaction.save(_row(session), condition=_is_new(session))


def change_last_seen(session: Session, now: datetime) -> None:
    """Write down that a session is in use; nothing happens if another request just did."""
    unless_taken(
        lambda: SessionRow(session_id=session.session_id).update(
            [SessionRow.last_seen_at.set(now)],
            condition=SessionRow.last_seen_at == session.last_seen_at,
        )
    )


def change_epoch_in(transaction: TransactWrite, session: Session, epoch: int) -> None:
    """Add to a transaction that a session outlives the end of its customer's others."""
    transaction.update(
        SessionRow(session_id=session.session_id),
        actions=[SessionRow.epoch.set(epoch)],
        condition=SessionRow.secret_hash == session.secret_hash,
    )


def change_epoch_and_forget_in(transaction: TransactWrite, session: Session, epoch: int) -> None:
    """As `change_epoch_in`, and its remembered login is left behind."""
    transaction.update(
        SessionRow(session_id=session.session_id),
        actions=[SessionRow.epoch.set(epoch), SessionRow.family_id.remove()],
        condition=SessionRow.secret_hash == session.secret_hash,
    )


def change_password(
    session: Session, change: PasswordChange, now: datetime, *, seconds_left: float
) -> None:
    """Set a new password and end every session of its customer but one.

    Raises:
        Conflict: the account was changed at the same moment.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        mails.put_in(transaction, change.notice, now)
        account_events.put_in(transaction, change.event)
        customers.change_password_in(transaction, change.customer, change.password_hash)
        change_epoch_and_forget_in(transaction, session, change.customer.epoch + 1)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict("Your account was changed just now. Please try again.") from None


def remove(session: Session) -> bool:
    """End a session; False if it is gone already."""
    row = SessionRow(session_id=session.session_id)
    return unless_taken(lambda: row.delete(SessionRow.secret_hash == session.secret_hash))


def _is_new(session: Session) -> Condition:
    condition: Condition = SessionRow.session_id.does_not_exist() | (
        SessionRow.secret_hash == session.secret_hash
    )
    return condition


def _row(session: Session) -> SessionRow:
    return SessionRow(
        session_id=session.session_id,
        secret_hash=session.secret_hash,
        customer_id=session.customer_id,
        epoch=session.epoch,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        authenticated_at=session.authenticated_at,
        device=session.device,
        network=session.network,
        family_id=session.family_id,
        expires_at=session.expires_at,
    )


def _session(row: SessionRow) -> Session:
    return Session(
        session_id=row.session_id,
        secret_hash=row.secret_hash,
        customer_id=row.customer_id,
        epoch=row.epoch,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        authenticated_at=row.authenticated_at,
        device=row.device,
        network=row.network,
        family_id=row.family_id,
    )
