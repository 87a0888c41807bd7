"""Returns as answers show them, to customers and to operators."""

import msgspec

from shop.domain.instants import rfc3339
from shop.domain.money import Money, pence
from shop.domain.return_states import ReturnState
from shop.domain.returns import ReceivedLine, ReturnLine, ReturnRequest

STATE_NAMES: dict[ReturnState, str] = {
    "requested": "Asked for; we write to you",
    "approved": "Please send it back",
    "declined": "We cannot take it back",
    "received": "Here; we pay you back",
    "refunded": "Paid back",
}


class ReturnView(msgspec.Struct, kw_only=True):
    """A return: what shall go back, how it was answered, what came, and what is owed for it."""

    return_id: str
    number: str
    state: ReturnState
    lines: list[ReturnLine]
    reason: str
    requested_at: str
    is_withdrawal: bool
    answer: str
    received: list[ReceivedLine]
    refund_due: Money | None


def return_view(asked: ReturnRequest) -> ReturnView:
    """Show a return; what is owed is known once its goods are here."""
    is_here = asked.state in ("received", "refunded")
    return ReturnView(
        return_id=asked.return_id,
        number=asked.order_number,
        state=asked.state,
        lines=list(asked.lines),
        reason=asked.reason,
        requested_at=rfc3339(asked.requested_at),
        is_withdrawal=asked.is_withdrawal,
        answer=asked.answer,
        received=list(asked.received),
        refund_due=pence(asked.refund_due_pence) if is_here else None,
    )
