"""What operators do with returns: list, answer, take in; the same again changes nothing more."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shop.domain.carts import MOST_LINES
from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.errors import NotFound
from shop.domain.mails import Mail
from shop.domain.orders import By, Order
from shop.domain.return_mails import approved_mail, arrived_mail, declined_mail
from shop.domain.return_receipts import movements, receive, refund
from shop.domain.return_states import ReturnState
from shop.domain.returns import (
    LONGEST_REASON,
    ReceivedLine,
    ReturnChanged,
    ReturnRequest,
    approve,
    decline,
    next_state,
)
from shop.domain.stock_movements import moved_by
from shop.gateways.order_links import order_url
from shop.storage import order_returns, return_requests
from shop.storage.order_restocking import change_to_received
from shop.web.desk import money
from shop.web.desk.orders import get_order
from shop.web.desk.repeats import repeatedly, store
from shop.web.desk.views import UNNAMED_OPERATOR, Operator
from shop.web.orders.return_views import return_view

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0
_OPEN: tuple[ReturnState, ...] = ("requested", "approved", "received")

type ReturnId = Annotated[str, Meta(min_length=1, max_length=60)]
type Found = tuple[Order, ReturnRequest, list[ReturnRequest]]


class ListingReturns(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which returns to list; without a state those that wait for somebody."""

    state: ReturnState | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class Approving(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which return may come, by its id: `<order number>-R<position>`."""

    return_id: ReturnId
    operator: Operator = UNNAMED_OPERATOR


class Declining(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which return may not come, and why; the customer is told."""

    return_id: ReturnId
    answer: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    operator: Operator = UNNAMED_OPERATOR


class ReceivedLineForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What came back of a product: how many to sell again, and how many that cannot be."""

    sku: Annotated[str, Meta(min_length=1, max_length=40)]
    restocked: Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)] = 0
    damaged: Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)] = 0


class Receiving(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which return is here, and what came of it."""

    return_id: ReturnId
    lines: Annotated[list[ReceivedLineForm], Meta(min_length=1, max_length=MOST_LINES)]
    operator: Operator = UNNAMED_OPERATOR


class RefundingReturn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which return to pay back; `how` and `reference` as for any refund."""

    return_id: ReturnId
    operator: Operator = UNNAMED_OPERATOR
    how: Literal["cheque", "bank"] | None = None
    reference: Annotated[str, Meta(max_length=100)] = ""


def list_returns(asked: ListingReturns, _by: By, _now: datetime) -> dict[str, Any]:
    """List the returns of a state, or those that wait for an answer, for goods and for money."""
    states = (asked.state,) if asked.state else _OPEN
    found = [r for state in states for r in return_requests.list_by_state(state, asked.limit)]
    return {"returns": [_shown(request) for request in found[: asked.limit]]}


def approve_return(asked: Approving, by: By, now: datetime) -> dict[str, Any]:
    """Let a customer send goods back."""

    def step() -> ReturnRequest:
        order, request, _ = _find(asked.return_id)
        if request.state == "approved":
            return request
        return _answer(order, request, approve(order, request, now, by), approved_mail)

    return _done(repeatedly(step))


def decline_return(asked: Declining, by: By, now: datetime) -> dict[str, Any]:
    """Tell a customer why goods cannot come back."""

    def step() -> ReturnRequest:
        order, request, _ = _find(asked.return_id)
        if (request.state, request.answer) == ("declined", asked.answer.strip()):
            return request
        changed = decline(order, request, asked.answer, now, by)
        return _answer(order, request, changed, declined_mail)

    return _done(repeatedly(step))


def receive_return(asked: Receiving, by: By, now: datetime) -> dict[str, Any]:
    """Take goods in: what is to be sold again is on sale again, once."""
    lines = [ReceivedLine(line.sku, line.restocked, line.damaged) for line in asked.lines]
    came = tuple(line for line in lines if line.quantity)

    def step() -> ReturnRequest:
        order, request, others = _find(asked.return_id)
        if came and request.received == came:
            return request
        changed = receive(order, request, others, came, now, by)
        mail = arrived_mail(order, changed.request, order_url(order))
        moved = [moved_by(m, by) for m in movements(order, changed.request, now)]
        store(
            lambda: change_to_received(order, request, changed, moved, mail, seconds_left=_SECONDS)
        )
        return changed.request

    return _done(repeatedly(step))


def refund_return(asked: RefundingReturn, by: By, now: datetime) -> dict[str, Any]:
    """Pay back what is owed for a return, once: the key of the refund is the return's."""

    def step() -> ReturnRequest:
        order, request, _ = _find(asked.return_id)
        if request.state == "refunded":
            return request
        next_state(request, "refund")
        if request.refund_due_pence:
            money.refund(_refunding(asked, request), by, now)
        # Paying back has changed the order.
        order, request, _ = _find(asked.return_id)
        if request.state == "refunded":
            return request
        changed = refund(order, request, now, by)
        store(lambda: order_returns.change(order, request, changed, None, seconds_left=_SECONDS))
        return changed.request

    return _done(repeatedly(step))


def _refunding(asked: RefundingReturn, request: ReturnRequest) -> money.Refunding:
    return money.Refunding(
        number=request.order_number,
        operator=asked.operator,
        amount_pence=request.refund_due_pence,
        key=f"return-{request.position}",
        how=asked.how,
        reference=asked.reference,
    )


def _answer(
    order: Order,
    request: ReturnRequest,
    changed: ReturnChanged,
    mail_of: Callable[[Order, ReturnRequest, str], Mail],
) -> ReturnRequest:
    mail = mail_of(order, changed.request, order_url(order))
    store(lambda: order_returns.change(order, request, changed, mail, seconds_left=_SECONDS))
    return changed.request


def _find(return_id: str) -> Found:
    number, _, position = return_id.strip().upper().rpartition("-R")
    order, _ = get_order(number)
    returns = return_requests.list_by_order(order.number)
    for request in returns:
        if position == str(request.position):
            return order, request, [other for other in returns if other is not request]
    raise NotFound("There is no such return.")


def _done(request: ReturnRequest) -> dict[str, Any]:
    return {"outcome": request.state, "return": _shown(request)}


def _shown(request: ReturnRequest) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(return_view(request))
    return shown
