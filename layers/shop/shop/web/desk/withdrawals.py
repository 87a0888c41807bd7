"""What operators do with withdrawals that wait: list, accept, decline; each is answered once."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.carts import MOST_LINES
from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.instants import rfc3339
from shop.domain.mails import Mail
from shop.domain.orders import By, Order
from shop.domain.reference_numbers import normalise
from shop.domain.return_mails import approved_mail
from shop.domain.returns import LONGEST_REASON, ReturnLine
from shop.domain.withdrawal_decisions import Decision, accept, decline
from shop.domain.withdrawal_mails import declined_mail
from shop.domain.withdrawals import Withdrawal, WithdrawalState
from shop.gateways.order_links import order_url
from shop.storage import return_requests, withdrawal_decisions, withdrawals
from shop.storage.withdrawal_decisions import Owed
from shop.web.desk.orders import get_order
from shop.web.desk.repeats import repeatedly, store
from shop.web.desk.views import UNNAMED_OPERATOR, Operator
from shop.web.orders.cancelling import owed_of
from shop.web.orders.withdrawal_views import declaration_view

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0

type WithdrawalId = Annotated[str, Meta(min_length=1, max_length=40)]


class ListingWithdrawals(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which withdrawals to list: those that wait for somebody, or those that are done."""

    state: WithdrawalState = "open"
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class AcceptedLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """So many units of a product."""

    sku: Annotated[str, Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, Meta(ge=1, le=LARGEST_QUANTITY)]


class Accepting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which withdrawal takes effect; on which order and lines, if not those it names."""

    withdrawal_id: WithdrawalId
    number: Annotated[str, Meta(max_length=40)] = ""
    lines: Annotated[list[AcceptedLine], Meta(max_length=MOST_LINES)] = []
    operator: Operator = UNNAMED_OPERATOR


class Refusing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which withdrawal has no effect, and why; whoever declared it is told."""

    withdrawal_id: WithdrawalId
    answer: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    operator: Operator = UNNAMED_OPERATOR


def list_withdrawals(asked: ListingWithdrawals, _by: By, _now: datetime) -> dict[str, Any]:
    """List withdrawals, the oldest first."""
    found = withdrawals.list_by_state(asked.state, asked.limit)
    return {"withdrawals": [shown(withdrawal) for withdrawal in found]}


def accept_withdrawal(asked: Accepting, by: By, now: datetime) -> dict[str, Any]:
    """Let a withdrawal take effect that came late or could not be matched."""
    lines = [ReturnLine(line.sku, line.quantity) for line in asked.lines]

    def step() -> Withdrawal:
        withdrawal = withdrawals.get(normalise(asked.withdrawal_id))
        if withdrawal.outcome in ("cancelled", "return_approved"):
            return withdrawal
        order, _ = get_order(asked.number or withdrawal.declaration.number)
        returns = return_requests.list_by_order(order.number)
        decision = accept(withdrawal, order, returns, lines, now, by)
        request = decision.request
        told = [approved_mail(order, request, order_url(order))] if request else []
        owed = [] if request else owed_of(order)
        _store(order, decision, told, owed, now)
        return decision.withdrawal

    return _done(repeatedly(step))


def decline_withdrawal(asked: Refusing, by: By, now: datetime) -> dict[str, Any]:
    """Tell whoever declared a withdrawal why it has no effect."""

    def step() -> Withdrawal:
        withdrawal = withdrawals.get(normalise(asked.withdrawal_id))
        if (withdrawal.outcome, withdrawal.answer) == ("declined", asked.answer.strip()):
            return withdrawal
        number = withdrawal.order_number
        order = get_order(number)[0] if number else None
        decision = decline(withdrawal, order, asked.answer, now, by)
        _store(order, decision, [declined_mail(decision.withdrawal)], [], now)
        return decision.withdrawal

    return _done(repeatedly(step))


def shown(withdrawal: Withdrawal) -> dict[str, Any]:
    """Show a withdrawal with what came of it."""
    declaration = withdrawal.declaration
    return {
        "withdrawal_id": declaration.withdrawal_id,
        "declared_at": rfc3339(withdrawal.declared_at),
        "state": withdrawal.state,
        "outcome": withdrawal.outcome,
        "order_number": withdrawal.order_number,
        "answer": withdrawal.answer,
        "answered_by": withdrawal.answered_by.actor if withdrawal.answered_by else None,
        "by_key": declaration.by_key,
        "declaration": msgspec.to_builtins(declaration_view(declaration)),
    }


def _store(
    order: Order | None, decision: Decision, told: list[Mail], owed: Owed, now: datetime
) -> None:
    store(
        lambda: withdrawal_decisions.change(order, decision, told, owed, now, seconds_left=_SECONDS)
    )


def _done(withdrawal: Withdrawal) -> dict[str, Any]:
    return {"outcome": withdrawal.outcome, "withdrawal": shown(withdrawal)}
