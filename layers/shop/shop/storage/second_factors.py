"""Second factors of logins (key: the customer). Kept apart from accounts, which more code reads."""

import os
from collections.abc import Callable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent
from shop.domain.mails import Mail
from shop.domain.second_factors import SecondFactor
from shop.domain.sessions import Session
from shop.storage import account_events, mails, remembered_logins
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together
from shop.storage.values import ValueAttribute


class SecondFactorRow(Row):
    """One customer's second factor; there is none unless they turned it on."""

    class Meta:
        table_name = os.environ["SECOND_FACTORS_TABLE"]

    customer_id = UnicodeAttribute(hash_key=True)
    sealed = UnicodeAttribute()
    made_at = InstantAttribute()
    last_step = IntegerAttribute()
    recovery_hashes = ValueAttribute[tuple[str, ...]](tuple[str, ...])


def find(customer_id: str) -> SecondFactor | None:
    """Read a customer's second factor consistently; None if they have none."""
    row = SecondFactorRow.find_row(customer_id)
    if row is None:
        return None
    return SecondFactor(
        customer_id=row.customer_id,
        sealed=row.sealed,
        made_at=row.made_at,
        last_step=row.last_step,
        recovery_hashes=row.recovery_hashes,
    )


def turn_on(
    factor: SecondFactor,
    session: Session,
    event: AccountEvent,
    notice: Mail,
    *,
    seconds_left: float,
) -> None:
    """Keep a new factor, end every session but one and tell the owner, in one.

    Raises:
        Conflict: there is one already, or the sessions were ended at the same moment.
        TryAgain: nothing was written.
    """

    def also(transaction: TransactWrite) -> None:
        transaction.save(_row(factor), condition=SecondFactorRow.customer_id.does_not_exist())
        mails.put_in(transaction, notice, event.at)

    _change(session, event, also, seconds_left)


def turn_off(
    factor: SecondFactor,
    session: Session,
    event: AccountEvent,
    notice: Mail,
    *,
    seconds_left: float,
) -> None:
    """Remove a factor, end every session but one and tell the owner, in one.

    Raises:
        Conflict: it was changed, or the sessions were ended, at the same moment.
        TryAgain: nothing was written.
    """

    def also(transaction: TransactWrite) -> None:
        row = SecondFactorRow(customer_id=factor.customer_id)
        transaction.delete(row, condition=SecondFactorRow.sealed == factor.sealed)
        mails.put_in(transaction, notice, event.at)

    _change(session, event, also, seconds_left)


def _change(
    session: Session,
    event: AccountEvent,
    also: Callable[[TransactWrite], None],
    seconds_left: float,
) -> None:
    remembered_logins.change_epoch(
        session, session.epoch + 1, event, seconds_left=seconds_left, also=also
    )


def change_step(factor: SecondFactor, step: int) -> bool:
    """Use up a step; False if it, or a later one, was used at the same moment."""
    row = SecondFactorRow(customer_id=factor.customer_id)
    is_unused = (SecondFactorRow.sealed == factor.sealed) & (SecondFactorRow.last_step < step)
    change = SecondFactorRow.last_step.set(step)
    return unless_taken(lambda: row.update([change], condition=is_unused))


def change_recovery(
    before: SecondFactor,
    after: SecondFactor,
    event: AccountEvent,
    notice: Mail,
    *,
    seconds_left: float,
) -> bool:
    """Use up a recovery code and tell the owner; False if one was used at the same moment.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        account_events.put_in(transaction, event)
        mails.put_in(transaction, notice, event.at)
        transaction.update(
            SecondFactorRow(customer_id=before.customer_id),
            actions=[SecondFactorRow.recovery_hashes.set(after.recovery_hashes)],
            condition=SecondFactorRow.recovery_hashes == before.recovery_hashes,
        )

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def _row(factor: SecondFactor) -> SecondFactorRow:
    return SecondFactorRow(
        customer_id=factor.customer_id,
        sealed=factor.sealed,
        made_at=factor.made_at,
        last_step=factor.last_step,
        recovery_hashes=factor.recovery_hashes,
    )
