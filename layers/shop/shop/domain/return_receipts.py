"""Taking goods in again: what came back, what of it is sold again, and what is owed for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.money import in_figures, pence
from shop.domain.orders import By, Order, with_event
from shop.domain.returns import (
    ReceivedLine,
    ReturnChanged,
    ReturnRequest,
    Units,
    next_state,
    units,
)
from shop.domain.stock_movements import Movement


def receive(
    order: Order,
    request: ReturnRequest,
    others: Sequence[ReturnRequest],
    received: Sequence[ReceivedLine],
    now: datetime,
    by: By,
) -> ReturnChanged:
    """Note what came back of a return, and what is owed for it.

    `others` are all the other returns of the order. Fewer units than were asked for may come.

    Raises:
        Conflict: it is not approved, or its goods have been taken in already.
        InvalidFields: nothing came back, or more than was asked for.
    """
    state = next_state(request, "receive")
    came = tuple(line for line in received if line.quantity > 0)
    asked, found = units(request.lines), units(came)
    if not came:
        raise InvalidFields(FieldError("lines", "Say what came back."))
    if any(quantity > asked[sku] for sku, quantity in found.items()):
        raise InvalidFields(FieldError("lines", "More came back than was asked for."))
    owed_pence = goods_share_pence(order, others, came) + request.delivery_pence
    changed = replace(request, state=state, received=came, refund_due_pence=owed_pence)
    detail = f"Your goods are back with us ({request.return_id}). "
    detail += f"We pay you {in_figures(pence(owed_pence))} back."
    return ReturnChanged(changed, *with_event(order, now, "return_received", detail, by))


def refund(order: Order, request: ReturnRequest, now: datetime, by: By) -> ReturnChanged:
    """Note that what was owed for a return has been paid back.

    Raises:
        Conflict: its goods have not come back, or it has been paid back already.
    """
    refunded = replace(request, state=next_state(request, "refund"))
    owed = in_figures(pence(request.refund_due_pence))
    detail = f"We have paid {owed} back for what you returned ({request.return_id})."
    return ReturnChanged(refunded, *with_event(order, now, "return_refunded", detail, by))


def goods_share_pence(order: Order, others: Sequence[ReturnRequest], lines: Sequence[Units]) -> int:
    """Return what was paid for units that came back, in pence, less their share of the discount.

    It is the step that they make on the way from nothing returned to all returned, so however an
    order comes back, all shares together are what was paid for its goods, to the penny.
    """
    before = sum(_price_pence(order, other.received) for other in others)
    return _paid_pence(order, before + _price_pence(order, lines)) - _paid_pence(order, before)


def movements(order: Order, request: ReturnRequest, at: datetime) -> list[Movement]:
    """Return the movements of a received return: of every product that is sold again."""
    return [
        Movement(
            sku=line.sku,
            source=request.return_id,
            line=position,
            reason="returned",
            quantity=restocked,
            at=at,
        )
        for position, line in enumerate(order.lines, start=1)
        if (restocked := sum(r.restocked for r in request.received if r.sku == line.sku))
    ]


def _price_pence(order: Order, lines: Sequence[Units]) -> int:
    prices = {line.sku: line.unit_price_pence for line in order.lines}
    return sum(line.quantity * prices[line.sku] for line in lines)


def _paid_pence(order: Order, price_pence: int) -> int:
    sums = order.sums
    paid_pence = sums.total_pence - sums.shipping_pence
    return price_pence * paid_pence // sums.subtotal_pence if sums.subtotal_pence else 0
