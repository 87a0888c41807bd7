"""Returns: what may be asked for, how the shop answers, and what is taken in again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.domain.order_states import Refused
from shop.domain.orders import By, Order, OrderEvent, next_status, with_event
from shop.domain.return_states import RETURN_RULES, ReturnAction, ReturnState

LONGEST_REASON = 1_000


class Units(Protocol):
    """So many units of a product."""

    @property
    def sku(self) -> str:
        """The product."""

    @property
    def quantity(self) -> int:
        """How many of it."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """So many units of a product that shall go back."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What came back of a product: units to be sold again, and units that cannot be."""

    sku: str
    restocked: int = 0
    damaged: int = 0

    @property
    def quantity(self) -> int:
        """All units that came back."""
        return self.restocked + self.damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """What a customer asked to return; `position` counts the requests of an order from 1.

    A withdrawal's has no reason, and is approved from the start; `delivery_pence` is what is paid
    back of the price of sending the order once its goods are here. `answer` is told.
    """

    order_number: str
    position: int
    lines: tuple[ReturnLine, ...]
    reason: str
    state: ReturnState
    requested_at: datetime
    is_withdrawal: bool = False
    delivery_pence: int = 0
    answer: str = ""
    received: tuple[ReceivedLine, ...] = ()
    refund_due_pence: int = 0

    @property
    def return_id(self) -> str:
        """What customer and shop call it: `<order number>-R<position>`."""
        return f"{self.order_number}-R{self.position}"

    @property
    def taken(self) -> Counter[str]:
        """The units by SKU that nobody can ask to return any more."""
        if self.state == "declined":
            return Counter()
        lines = self.received if self.state in ("received", "refunded") else self.lines
        return units(lines)


@dataclass(frozen=True, slots=True)
class Returning:
    """A request with the order as it is then, and the event; order and event None if repeated."""

    request: ReturnRequest
    order: Order | None = None
    event: OrderEvent | None = None


@dataclass(frozen=True, slots=True)
class ReturnChanged:
    """A request as an action leaves it, with its order and the event."""

    request: ReturnRequest
    order: Order
    event: OrderEvent


def request_return(
    order: Order,
    earlier: Sequence[ReturnRequest],
    lines: Sequence[ReturnLine],
    reason: str,
    now: datetime,
    by: By,
) -> Returning:
    """Ask to return units of an order; the same asked again is the request made before.

    Raises:
        Conflict: the order has not been shipped, or is closed.
        InvalidFields: nothing is to be returned, or more than is left, or there is no reason.
    """
    next_status(order, "request_return")
    wanted = tuple(line for line in lines if line.quantity > 0)
    why = reason.strip()
    for request in earlier:
        is_open = request.state in ("requested", "approved")
        if is_open and (request.lines, request.reason) == (wanted, why):
            return Returning(request)
    mistakes = _mistakes(order, earlier, wanted, why)
    if mistakes:
        raise InvalidFields(*mistakes)
    request = ReturnRequest(
        order_number=order.number,
        position=len(earlier) + 1,
        lines=wanted,
        reason=why,
        state="requested",
        requested_at=now,
    )
    detail = "We have received your request to return something. We write to you."
    return Returning(request, *with_event(order, now, "return_requested", detail, by))


def next_state(request: ReturnRequest, action: ReturnAction) -> ReturnState:
    """Return the state in which an action leaves a return.

    Raises:
        Conflict: its state does not allow the action.
    """
    rule = RETURN_RULES[request.state][action]
    if isinstance(rule, Refused):
        raise Conflict(rule.detail)
    return rule


def approve(order: Order, request: ReturnRequest, now: datetime, by: By) -> ReturnChanged:
    """Agree to a return: the customer may send the goods.

    Raises:
        Conflict: it has been answered already.
    """
    approved = replace(request, state=next_state(request, "approve"))
    detail = f"You can send back what you asked to return ({request.return_id})."
    return ReturnChanged(approved, *with_event(order, now, "return_approved", detail, by))


def decline(
    order: Order, request: ReturnRequest, answer: str, now: datetime, by: By
) -> ReturnChanged:
    """Refuse a return; the customer is told why.

    Raises:
        Conflict: it has been answered already.
        InvalidFields: there is no reason.
    """
    state = next_state(request, "decline")
    if not answer.strip():
        raise InvalidFields(FieldError("answer", "Tell the customer why."))
    declined = replace(request, state=state, answer=answer.strip())
    detail = f"We cannot take back what you asked to return ({request.return_id})."
    return ReturnChanged(declined, *with_event(order, now, "return_declined", detail, by))


def left_of(order: Order, earlier: Iterable[ReturnRequest]) -> Counter[str]:
    """Return the units of an order by SKU of which nobody has asked the return."""
    left = units(order.lines)
    for request in earlier:
        left.subtract(request.taken)
    return left


def units(lines: Iterable[Units]) -> Counter[str]:
    """Return the units of some lines by SKU, all lines of a SKU together."""
    total: Counter[str] = Counter()
    for line in lines:
        total[line.sku] += line.quantity
    return total


def _mistakes(
    order: Order, earlier: Sequence[ReturnRequest], lines: Sequence[ReturnLine], reason: str
) -> list[FieldError]:
    found = lines_mistakes(left_of(order, earlier), lines)
    if not lines:
        found.append(FieldError("lines", "Say what you would like to return."))
    if not reason:
        found.append(FieldError("reason", "Please say why."))
    return found


def lines_mistakes(left: Counter[str], lines: Sequence[ReturnLine]) -> list[FieldError]:
    """Return what is wrong with lines of which no more than this is left."""
    if any(quantity > left[sku] for sku, quantity in units(lines).items()):
        return [FieldError("lines", "This is more than is left of what was sent to you.")]
    return []
