"""What comes of a withdrawal: its order is cancelled, its goods come back, or somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.domain.orders import By, Order, OrderEvent, moved, with_event
from shop.domain.returns import ReturnLine, ReturnRequest, left_of, lines_mistakes, units
from shop.domain.shipping import Parcel, offers
from shop.domain.shipping_tables import METHODS
from shop.domain.withdrawals import Declaration, Outcome, Withdrawal, hindrance, is_of

# Every weight at which some price changes, the heaviest first.
_BANDS = sorted(
    {grams for m in METHODS for tariff in m.tariffs.values() for grams, _ in tariff.bands},
    reverse=True,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a declaration comes to, and the order with its event then; no order where none is found.

    `request` is the return of goods that were sent already.
    """

    withdrawal: Withdrawal
    order: Order | None = None
    event: OrderEvent | None = None
    request: ReturnRequest | None = None


def decide(
    declaration: Declaration,
    found: tuple[Order, Sequence[OrderEvent]] | None,
    returns: Sequence[ReturnRequest],
    now: datetime,
    by: By,
) -> Decision:
    """Return what a confirmed declaration comes to: its effect, or that somebody has to look."""
    withdrawal = Withdrawal(declaration=declaration, declared_at=now, outcome="unmatched")
    if found is None or not is_of(declaration, found[0]):
        return Decision(withdrawal)
    order, events = found
    outcome = hindrance(declaration, order, events, now)
    if outcome is None:
        try:
            return withdraw(withdrawal, order, returns, declared_lines(declaration), now, by)
        except Conflict:
            outcome = "closed"
        except InvalidFields:
            outcome = "unclear"
    waiting = replace(withdrawal, outcome=outcome, order_number=order.number)
    detail = "We have received your withdrawal, and look at it. We write to you."
    return Decision(waiting, *with_event(order, now, "withdrawal_received", detail, by))


def withdraw(
    withdrawal: Withdrawal,
    order: Order,
    returns: Sequence[ReturnRequest],
    lines: Sequence[ReturnLine],
    now: datetime,
    by: By,
) -> Decision:
    """Let a declaration take effect: an order not sent yet is cancelled, else its goods come back.

    Without lines it is all that is left of the order.

    Raises:
        Conflict: the order is closed.
        InvalidFields: part of an order that was not sent, or more than is left of it.
    """
    after = moved(order, "withdraw")
    left = +left_of(order, returns)
    wanted = lines or [ReturnLine(sku, quantity) for sku, quantity in left.items()]
    if not wanted or lines_mistakes(left, wanted):
        raise InvalidFields(FieldError("lines", "This is more than is left of the order."))
    is_all = units(wanted) == left
    if after.status == order.status:
        request = _request(order, len(returns) + 1, tuple(wanted), withdrawal, is_all=is_all)
        detail = (
            f"You withdrew from the purchase. Please send the goods back ({request.return_id})."
        )
        outcome: Outcome = "return_approved"
    elif is_all:
        request, outcome = None, "cancelled"
        detail = "You withdrew from the purchase, so the order is cancelled."
    else:
        raise InvalidFields(FieldError("lines", "An order is sent, or cancelled, as a whole."))
    done = replace(withdrawal, outcome=outcome, order_number=order.number)
    changed = with_event(after, now, "withdrawn", detail, by)
    return Decision(done, *changed, request)


def delivery_pence(order: Order) -> int:
    """Return what is paid back of the price of sending: what the least expensive way would cost.

    Directive 2011/83/EU, article 13 (2). The weight of an order is not kept: the heaviest parcel
    that cost what was paid is taken, and where there is none, all that was paid.
    """
    country, subtotal_pence = order.shipping_address.country, order.sums.subtotal_pence
    for grams in _BANDS:
        offered = {m.id: price for m, price in offers(Parcel(country, grams, subtotal_pence))}
        if offered.get(order.shipping_method) == order.sums.shipping_pence:
            return min(offered.values())
    return order.sums.shipping_pence


def accept(
    withdrawal: Withdrawal,
    order: Order,
    returns: Sequence[ReturnRequest],
    lines: Sequence[ReturnLine],
    now: datetime,
    by: By,
) -> Decision:
    """Let a declaration that waited take effect on an order, late or not.

    Raises:
        Conflict: it has been answered already, or the order is closed.
        InvalidFields: part of an order that was not sent, or more than is left of it.
    """
    refuse_answered(withdrawal)
    wanted = lines or declared_lines(withdrawal.declaration)
    return withdraw(replace(withdrawal, answered_by=by), order, returns, wanted, now, by)


def decline(
    withdrawal: Withdrawal, order: Order | None, answer: str, now: datetime, by: By
) -> Decision:
    """Refuse a declaration that waited; whoever made it is told why.

    Raises:
        Conflict: it has been answered already.
        InvalidFields: there is no reason.
    """
    refuse_answered(withdrawal)
    if not answer.strip():
        raise InvalidFields(FieldError("answer", "Tell the customer why."))
    declined = replace(withdrawal, outcome="declined", answer=answer.strip(), answered_by=by)
    if order is None:
        return Decision(declined)
    detail = "We could not follow your withdrawal. We have written to you why."
    return Decision(declined, *with_event(order, now, "withdrawal_declined", detail, by))


def refuse_answered(withdrawal: Withdrawal) -> None:
    """Let only a declaration pass that waits for somebody.

    Raises:
        Conflict: it has been answered already.
    """
    if withdrawal.state == "done":
        raise Conflict("This withdrawal has been answered already.")


def _request(
    order: Order,
    position: int,
    lines: tuple[ReturnLine, ...],
    withdrawal: Withdrawal,
    *,
    is_all: bool,
) -> ReturnRequest:
    return ReturnRequest(
        order_number=order.number,
        position=position,
        lines=lines,
        reason="",
        state="approved",
        requested_at=withdrawal.declared_at,
        is_withdrawal=True,
        delivery_pence=delivery_pence(order) if is_all else 0,
    )


def declared_lines(declaration: Declaration) -> list[ReturnLine]:
    """Return the lines of a declaration as those of a return."""
    return [ReturnLine(line.sku, line.quantity) for line in declaration.lines]
