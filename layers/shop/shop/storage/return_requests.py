"""Requests to return what was shipped, as parts of their orders (in OrdersTable)."""

from typing import cast

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.return_states import ReturnState
from shop.domain.returns import ReturnRequest
from shop.storage.orders import OrderRow

_RETURN_PART = "return#"


def list_by_order(number: str) -> list[ReturnRequest]:
    """Return what was asked to be returned of an order, the oldest first, read consistently."""
    rows = OrderRow.query(number, OrderRow.part.startswith(_RETURN_PART), consistent_read=True)
    return [_request(row) for row in rows]


def list_by_state(state: ReturnState, limit: int) -> list[ReturnRequest]:
    """Return up to a hundred returns of a state as they are now, the oldest first."""
    keys = [(row.number, row.part) for row in OrderRow.by_return_state.query(state, limit=limit)]
    if not keys:
        return []
    found = [_request(row) for row in OrderRow.batch_get(keys, consistent_read=True)]
    return sorted(
        (r for r in found if r.state == state), key=lambda r: (r.requested_at, r.return_id)
    )


def put_in(transaction: TransactWrite, request: ReturnRequest) -> None:
    """Add a new request to a transaction, cancelled if the order has one of this position."""
    transaction.save(_row(request), condition=OrderRow.part.does_not_exist())


def leave_state(transaction: TransactWrite, before: ReturnRequest, after: ReturnRequest) -> None:
    """Add a change of a request to a transaction, cancelled if it has left its state already."""
    actions: list[Action] = [OrderRow.state.set(after.state)]
    if after.answer:
        actions.append(OrderRow.answer.set(after.answer))
    if after.received:
        actions.append(OrderRow.received.set(after.received))
        actions.append(OrderRow.refund_due_pence.set(after.refund_due_pence))
    transaction.update(
        OrderRow(number=before.order_number, part=_part(before)),
        actions=actions,
        condition=OrderRow.state == before.state,
    )


def _part(request: ReturnRequest) -> str:
    return f"{_RETURN_PART}{request.position:03d}"


def _row(request: ReturnRequest) -> OrderRow:
    return OrderRow(
        number=request.order_number,
        part=_part(request),
        at=request.requested_at,
        returned=request.lines,
        reason=request.reason or None,
        state=request.state,
        is_withdrawal=request.is_withdrawal or None,
        delivery_pence=request.delivery_pence or None,
    )


def _request(row: OrderRow) -> ReturnRequest:
    return ReturnRequest(
        order_number=row.number,
        position=int(row.part.removeprefix(_RETURN_PART)),
        lines=row.returned,
        reason=row.reason or "",
        state=cast("ReturnState", row.state),
        requested_at=row.at,
        is_withdrawal=bool(row.is_withdrawal),
        delivery_pence=row.delivery_pence or 0,
        answer=row.answer or "",
        received=row.received or (),
        refund_due_pence=row.refund_due_pence or 0,
    )
