"""A withdrawal, its mails and what it does to its order: all of it at once, or nothing."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.withdrawal_decisions import Decision
from shop.storage import mails, return_requests, withdrawals
from shop.storage.order_cancellation import Cancellation, Fill, change_to_cancelled
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.transactions import Cancelled, write_together

type Owed = Sequence[tuple[Payment, Payment]]


def insert(
    before: Order | None,
    decision: Decision,
    told: Sequence[Mail],
    owed: Owed,
    *,
    seconds_left: float,
) -> None:
    """Keep a declaration with its receipt, and let it take effect.

    Raises:
        Conflict: it is kept already, or its order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    withdrawal = decision.withdrawal
    puts = [lambda t: withdrawals.put_in(t, withdrawal), *_mails(told, withdrawal.declared_at)]
    _write(before, decision, owed, puts, (), seconds_left)


def change(
    before: Order | None,
    decision: Decision,
    told: Sequence[Mail],
    owed: Owed,
    now: datetime,
    *,
    seconds_left: float,
) -> None:
    """Answer a declaration that waits, and let it take effect.

    Raises:
        Conflict: it has been answered already, or its order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    answered: list[Fill] = [lambda t: withdrawals.leave_open(t, decision.withdrawal)]
    _write(before, decision, owed, _mails(told, now), answered, seconds_left)


def _mails(told: Sequence[Mail], now: datetime) -> list[Fill]:
    return [lambda t, mail=mail: mails.put_in(t, mail, now) for mail in told]  # type: ignore[misc]


def _write(
    before: Order | None,
    decision: Decision,
    owed: Owed,
    puts: Sequence[Fill],
    updates: Sequence[Fill],
    seconds_left: float,
) -> None:
    changed = _change_of(before, decision)
    if changed is not None and changed[0].status != changed[1].status:
        cancellation = Cancellation(*changed, owed, puts, updates)
        change_to_cancelled(cancellation, seconds_left=seconds_left)
        return

    def fill(transaction: TransactWrite) -> None:
        if changed is not None:
            change_in(transaction, *changed)
        for add in (*_returned(decision), *puts, *updates):
            add(transaction)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def _change_of(before: Order | None, decision: Decision) -> tuple[Order, Order, OrderEvent] | None:
    if before is None or decision.order is None or decision.event is None:
        return None
    return before, decision.order, decision.event


def _returned(decision: Decision) -> list[Fill]:
    request = decision.request
    return [] if request is None else [lambda t: return_requests.put_in(t, request)]
