"""Remembered logins (key: the token family's id; TTL: 30 days from the password)."""

import os
from collections.abc import Callable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.remembered_logins import RememberedLogin
from shop.domain.sessions import Credential, Session
from shop.storage import account_events, customers, mails, sessions
from shop.storage.connection import (
    ExpiryAttribute,
    InstantAttribute,
    IntegerAttribute,
    Row,
    unless_taken,
)
from shop.storage.transactions import Cancelled, write_together


class RememberedLoginsByCustomer(GlobalSecondaryIndex["RememberedLoginRow"]):  # type: ignore[no-untyped-call]
    """A customer's remembered logins; behind by a moment."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)


class RememberedLoginRow(Row):
    """The tokens of one browser."""

    class Meta:
        table_name = os.environ["REMEMBERED_LOGINS_TABLE"]

    family_id = UnicodeAttribute(hash_key=True)
    customer_id = UnicodeAttribute()
    epoch = IntegerAttribute()
    expires_at = ExpiryAttribute()
    current_hash = UnicodeAttribute()
    previous_hash = UnicodeAttribute(null=True)
    rotated_at = InstantAttribute(null=True)
    next_hash = UnicodeAttribute(null=True)
    issued_at = InstantAttribute(null=True)
    by_customer = RememberedLoginsByCustomer()


def find(family_id: str) -> RememberedLogin | None:
    """Read a family consistently, dead or not; None if there is none."""
    row = RememberedLoginRow.find_row(family_id)
    return None if row is None else _family(row)


def insert_with_session(family: RememberedLogin, session: Session, *, seconds_left: float) -> None:
    """Begin a session and remember its login, in one.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        put_in(transaction, family)
        sessions.put_in(transaction, session)

    write_together(fill, seconds_left=seconds_left)


def put_in(transaction: TransactWrite, family: RememberedLogin) -> None:
    """Add a login to remember to a transaction."""
    row = RememberedLoginRow(
        family_id=family.family_id,
        customer_id=family.customer_id,
        epoch=family.epoch,
        expires_at=family.expires_at,
        current_hash=family.current_hash,
    )
    transaction.save(row, condition=RememberedLoginRow.family_id.does_not_exist())


def change_and_open(
    before: RememberedLogin, after: RememberedLogin, session: Session, *, seconds_left: float
) -> bool:
    """Hand out the next token and open the session in one; False if the family has moved on."""

    def fill(transaction: TransactWrite) -> None:
        transaction.update(_key(before), actions=_changes(after), condition=_as_read(before))
        sessions.put_in(transaction, session)

    return _unless_cancelled(fill, seconds_left)


def remove_stolen(
    family: RememberedLogin, warning: Mail, event: AccountEvent, *, seconds_left: float
) -> bool:
    """End a family and every session of its customer, and warn the owner; False if it is gone."""

    def fill(transaction: TransactWrite) -> None:
        transaction.delete(_key(family), condition=_as_read(family))
        mails.put_in(transaction, warning, event.at)
        account_events.put_in(transaction, event)
        customers.change_epoch_in(transaction, family.customer_id, family.epoch)

    return _unless_cancelled(fill, seconds_left)


def change_epoch(
    session: Session,
    epoch: int,
    event: AccountEvent,
    *,
    seconds_left: float,
    also: Callable[[TransactWrite], None] = lambda _transaction: None,
) -> None:
    """End every session of a customer but one, which keeps the login its browser remembers.

    `also` adds what this is done for to the same transaction.

    Raises:
        Conflict: they were ended by another request at the same moment.
        TryAgain: nothing was written.
    """
    family = find(session.family_id) if session.family_id else None

    def fill(transaction: TransactWrite) -> None:
        customers.change_epoch_in(transaction, session.customer_id, session.epoch)
        sessions.change_epoch_in(transaction, session, epoch)
        account_events.put_in(transaction, event)
        also(transaction)
        if family is not None and family.epoch == session.epoch:
            transaction.update(
                _key(family),
                actions=[RememberedLoginRow.epoch.set(epoch)],
                condition=RememberedLoginRow.epoch == family.epoch,
            )

    if not _unless_cancelled(fill, seconds_left):
        raise Conflict("Your sessions were changed by another request. Please try again.")


def remove(family_id: str, customer_id: str) -> None:
    """Forget a login; nothing happens if it is forgotten already."""
    row = RememberedLoginRow(family_id=family_id)
    unless_taken(lambda: row.delete(RememberedLoginRow.customer_id == customer_id))


def remove_shown(shown: Credential) -> None:
    """Forget the login that a cookie belongs to; a cookie with a wrong token does nothing."""
    row, token_hash = RememberedLoginRow, shown.secret_hash
    is_of_family = (
        (row.current_hash == token_hash)
        | (row.next_hash == token_hash)
        | (row.previous_hash == token_hash)
    )
    unless_taken(lambda: RememberedLoginRow(family_id=shown.id).delete(is_of_family))


def _unless_cancelled(fill: Callable[[TransactWrite], None], seconds_left: float) -> bool:
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def _key(family: RememberedLogin) -> RememberedLoginRow:
    return RememberedLoginRow(family_id=family.family_id)


def _as_read(family: RememberedLogin) -> Condition:
    # Each change makes a new next token, so that these two tell any change.
    row = RememberedLoginRow
    has_next: Condition = row.next_hash == family.next_hash
    if family.next_hash is None:
        has_next = row.next_hash.does_not_exist()
    condition: Condition = (row.current_hash == family.current_hash) & has_next
    return condition


def _changes(after: RememberedLogin) -> list[Action]:
    row = RememberedLoginRow
    texts = (
        (row.current_hash, after.current_hash),
        (row.previous_hash, after.previous_hash),
        (row.next_hash, after.next_hash),
    )
    instants = ((row.rotated_at, after.rotated_at), (row.issued_at, after.issued_at))
    return [
        *(attribute.set(text) for attribute, text in texts if text is not None),
        *(attribute.set(instant) for attribute, instant in instants if instant is not None),
    ]


def _family(row: RememberedLoginRow) -> RememberedLogin:
    return RememberedLogin(
        family_id=row.family_id,
        customer_id=row.customer_id,
        epoch=row.epoch,
        expires_at=row.expires_at,
        current_hash=row.current_hash,
        previous_hash=row.previous_hash,
        rotated_at=row.rotated_at,
        next_hash=row.next_hash,
        issued_at=row.issued_at,
    )
