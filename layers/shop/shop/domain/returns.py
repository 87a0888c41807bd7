"""Asking to return what was shipped: lines, a reason, and what may still be asked for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.orders import By, Order, OrderEvent, next_status, with_event

type ReturnState = Literal["requested"]

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """So many units of a product that shall go back."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """What a customer asked to return; `position` counts the requests of an order from 1."""

    order_number: str
    position: int
    lines: tuple[ReturnLine, ...]
    reason: str
    state: ReturnState
    requested_at: datetime

    @property
    def return_id(self) -> str:
        """What customer and shop call it: `<order number>-R<position>`."""
        return f"{self.order_number}-R{self.position}"


@dataclass(frozen=True, slots=True)
class Returning:
    """A request with the order as it is then, and the event; order and event None if repeated."""

    request: ReturnRequest
    order: Order | None = None
    event: OrderEvent | None = None


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
        if (request.lines, request.reason) == (wanted, why):
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


def _mistakes(
    order: Order, earlier: Sequence[ReturnRequest], lines: Sequence[ReturnLine], reason: str
) -> list[FieldError]:
    left = Counter({line.sku: line.quantity for line in order.lines})
    for returned in (line for request in earlier for line in request.lines):
        left[returned.sku] -= returned.quantity
    for line in lines:
        left[line.sku] -= line.quantity
    found = []
    if not lines:
        found.append(FieldError("lines", "Say what you would like to return."))
    if any(left[line.sku] < 0 for line in lines):
        found.append(FieldError("lines", "This is more than is left of what was sent to you."))
    if not reason:
        found.append(FieldError("reason", "Please say why."))
    return found
