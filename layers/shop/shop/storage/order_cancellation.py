"""Closing an order unpaid or unsent: status, event, stock and promotion's use, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.stock_movements import OrderReason, of_line
from shop.storage import payments, promotions, stock_movements
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.order_stock import give_back_in, part_of
from shop.storage.transactions import Cancelled, write_together

type Fill = Callable[[TransactWrite], None]
"""Adds one action to a transaction."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """An order before and after, and the event.

    `owed` are its payments by card, before and after, of which money is owed then. Each of
    `puts` and `updates` adds one of these, which is written with the rest or not at all.
    """

    before: Order
    after: Order
    event: OrderEvent
    owed: Sequence[tuple[Payment, Payment]] = ()
    puts: Sequence[Fill] = ()
    updates: Sequence[Fill] = ()


def change_to_cancelled(cancellation: Cancellation, *, seconds_left: float) -> None:
    """Cancel an order as it was read, or let it expire, and give back what it had taken.

    That happens once: whoever closes again, or pays or ships meanwhile, meets another version.
    A product or promotion that exists no more keeps nothing from being closed.

    Raises:
        Conflict: the order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    before, left_out = cancellation.before, frozenset[str]()
    # As it was when the order was read, or the order has another version now.
    code = before.promotion_code
    used_by = promotions.find_redeemers(code, before.number) if code else None
    for _ in range(2):
        failed = _attempt(cancellation, used_by, left_out, seconds_left)
        if failed is None:
            return
        if failed & {"event", "order", "payment", "movement", "more"}:
            break
        left_out = failed
    raise Conflict(CHANGED_MEANWHILE)


def _attempt(
    cancellation: Cancellation,
    used_by: Sequence[str] | None,
    left_out: frozenset[str],
    seconds_left: float,
) -> frozenset[str] | None:
    """Try once; return the parts that stood in the way, or None if it is done.

    `used_by` is for whom the use of a promotion counts; None if the order has used none.
    """
    before, code = cancellation.before, cancellation.before.promotion_code
    reason: OrderReason = "expired" if cancellation.after.status == "expired" else "cancelled"
    by_promotion = used_by is not None and not left_out & {"redemption", "promotion"}
    counted = [redeemer for redeemer in used_by or () if redeemer not in left_out]
    lines = [line for line in before.lines if part_of(line) not in left_out]

    def fill(transaction: TransactWrite) -> None:
        if code is not None and by_promotion:
            promotions.give_back_use(transaction, code, before.number, counted)
        change_in(transaction, before, cancellation.after, cancellation.event)
        for line in lines:
            stock_movements.put_in(
                transaction, of_line(before, line, reason, cancellation.event.at)
            )
            give_back_in(transaction, line)
        _fill_rest(transaction, cancellation)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # In the order in which they are sent: deletes, puts, updates.
        parts = [*(["redemption"] if by_promotion else []), "event", *("movement" for _ in lines)]
        parts += [
            *("more" for _ in cancellation.puts),
            *(["promotion", *counted] if by_promotion else []),
            "order",
            *map(part_of, lines),
            *("payment" for _ in cancellation.owed),
            *("more" for _ in cancellation.updates),
        ]
        return frozenset(cancelled.failures(parts))
    return None


def _fill_rest(transaction: TransactWrite, cancellation: Cancellation) -> None:
    for payment, owed in cancellation.owed:
        payments.change_in(transaction, payment, owed)
    for add in (*cancellation.puts, *cancellation.updates):
        add(transaction)
