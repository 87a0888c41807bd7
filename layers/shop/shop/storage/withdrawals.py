"""Withdrawals that were declared (key: withdrawal_id; TTL: as the shop's books, else a year)."""

import os
from datetime import datetime
from typing import cast

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.errors import NotFound
from shop.domain.mails import address_hash
from shop.domain.orders import By
from shop.domain.retention import CONTACT_MESSAGE, ORDER_RECORDS
from shop.domain.withdrawals import (
    Declaration,
    DeclaredLine,
    Outcome,
    Withdrawal,
    WithdrawalState,
)
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row
from shop.storage.values import ValueAttribute


class WithdrawalsByState(GlobalSecondaryIndex["WithdrawalRow"]):  # type: ignore[no-untyped-call]
    """The withdrawals of a state by time; for lists only, it lags behind the table."""

    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    declared_at = InstantAttribute(range_key=True)


class WithdrawalsByNumber(GlobalSecondaryIndex["WithdrawalRow"]):  # type: ignore[no-untyped-call]
    """The withdrawals that name an order, whoever declared them; it lags behind the table."""

    class Meta:
        index_name = "by_number"
        projection = AllProjection()

    number = UnicodeAttribute(hash_key=True)
    declared_at = InstantAttribute(range_key=True)


class WithdrawalsByEmailHash(GlobalSecondaryIndex["WithdrawalRow"]):  # type: ignore[no-untyped-call]
    """The withdrawals that an address declared, of whatever order; it lags behind the table."""

    class Meta:
        index_name = "by_email_hash"
        projection = AllProjection()

    email_hash = UnicodeAttribute(hash_key=True)
    declared_at = InstantAttribute(range_key=True)


class WithdrawalRow(Row):
    """One declaration; `number` is the order it names, `order_number` the one it was found of."""

    class Meta:
        table_name = os.environ["WITHDRAWALS_TABLE"]

    withdrawal_id = UnicodeAttribute(hash_key=True)
    by_state = WithdrawalsByState()
    by_number = WithdrawalsByNumber()
    by_email_hash = WithdrawalsByEmailHash()
    number = UnicodeAttribute()
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    email_hash = UnicodeAttribute(null=True)
    lines = ValueAttribute[tuple[DeclaredLine, ...]](tuple[DeclaredLine, ...])
    goods = UnicodeAttribute(null=True)
    by_key = BooleanAttribute()
    declared_at = InstantAttribute()
    state = UnicodeAttribute()
    outcome = UnicodeAttribute()
    order_number = UnicodeAttribute(null=True)
    answer = UnicodeAttribute(null=True)
    answered_by = UnicodeAttribute(null=True)
    answered_in = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute()


def find(withdrawal_id: str) -> Withdrawal | None:
    """Return a withdrawal, read consistently, or None."""
    row = WithdrawalRow.find_row(withdrawal_id)
    return None if row is None else _withdrawal(row)


def get(withdrawal_id: str) -> Withdrawal:
    """Return a withdrawal, read consistently.

    Raises:
        NotFound: there is no such withdrawal.
    """
    found = find(withdrawal_id)
    if found is None:
        raise NotFound("There is no such withdrawal.")
    return found


def list_by_state(state: WithdrawalState, limit: int) -> list[Withdrawal]:
    """Return the withdrawals of a state, the oldest first."""
    return [_withdrawal(row) for row in WithdrawalRow.by_state.query(state, limit=limit)]


def list_by_number(number: str) -> list[Withdrawal]:
    """Return the withdrawals that name an order, the oldest first."""
    return [_withdrawal(row) for row in WithdrawalRow.by_number.query(number)]


def put_in(transaction: TransactWrite, withdrawal: Withdrawal) -> None:
    """Add a new withdrawal to a transaction, cancelled if it was declared before."""
    row = _row(withdrawal)
    transaction.save(row, condition=WithdrawalRow.withdrawal_id.does_not_exist())


def leave_open(transaction: TransactWrite, withdrawal: Withdrawal) -> None:
    """Add the answer to a withdrawal that waits to a transaction, cancelled if it has one."""
    actions: list[Action] = [
        WithdrawalRow.state.set(withdrawal.state),
        WithdrawalRow.outcome.set(withdrawal.outcome),
        WithdrawalRow.expires_at.set(_expires_at(withdrawal)),
    ]
    if withdrawal.order_number is not None:
        actions.append(WithdrawalRow.order_number.set(withdrawal.order_number))
    if withdrawal.answer:
        actions.append(WithdrawalRow.answer.set(withdrawal.answer))
    if withdrawal.answered_by is not None:
        actions.append(WithdrawalRow.answered_by.set(withdrawal.answered_by.actor))
        actions.append(WithdrawalRow.answered_in.set(withdrawal.answered_by.request_id))
    transaction.update(
        WithdrawalRow(withdrawal.declaration.withdrawal_id),
        actions=actions,
        condition=WithdrawalRow.state == "open",
    )


def _expires_at(withdrawal: Withdrawal) -> datetime:
    """Return until when it is kept: one that fits no order as long as any other message."""
    period = CONTACT_MESSAGE if withdrawal.order_number is None else ORDER_RECORDS
    return withdrawal.declared_at + period


def _row(withdrawal: Withdrawal) -> WithdrawalRow:
    declaration = withdrawal.declaration
    return WithdrawalRow(
        withdrawal_id=declaration.withdrawal_id,
        number=declaration.number,
        name=declaration.name,
        email=declaration.email,
        email_hash=address_hash(declaration.email),
        lines=declaration.lines,
        goods=declaration.goods or None,
        by_key=declaration.by_key,
        declared_at=withdrawal.declared_at,
        state=withdrawal.state,
        outcome=withdrawal.outcome,
        order_number=withdrawal.order_number,
        answer=withdrawal.answer or None,
        expires_at=_expires_at(withdrawal),
    )


def _withdrawal(row: WithdrawalRow) -> Withdrawal:
    return Withdrawal(
        declaration=Declaration(
            withdrawal_id=row.withdrawal_id,
            number=row.number,
            name=row.name,
            email=row.email,
            lines=row.lines,
            goods=row.goods or "",
            by_key=row.by_key,
        ),
        declared_at=row.declared_at,
        outcome=cast("Outcome", row.outcome),
        order_number=row.order_number,
        answer=row.answer or "",
        answered_by=By(row.answered_by, row.answered_in or "") if row.answered_by else None,
    )
