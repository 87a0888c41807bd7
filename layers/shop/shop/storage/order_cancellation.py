"""Closing an order unpaid or unsent: status, event, stock and promotion's use, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent, OrderLine
from shop.domain.payments import Payment
from shop.domain.stock_movements import OrderReason, of_line
from shop.storage import payments, promotions, stock_movements
from shop.storage.orders import ORDER_PART, OrderRow, event_row
from shop.storage.products import ProductRow
from shop.storage.transactions import Cancelled, write_together


@dataclass(frozen=True, slots=True)
class Cancellation:
    """An order before and after, and the event.

    `owed` are its payments by card, before and after, of which money is owed then.
    """

    before: Order
    after: Order
    event: OrderEvent
    owed: Sequence[tuple[Payment, Payment]] = ()


def change_to_cancelled(cancellation: Cancellation, *, seconds_left: float) -> None:
    """Cancel an order as it was read, or let it expire, and give back what it had taken.

    That happens once: whoever closes again, or pays or ships meanwhile, meets another version.
    A product or promotion that exists no more keeps nothing from being closed.

    Raises:
        Conflict: the order has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    left_out: frozenset[str] = frozenset()
    for _ in range(2):
        failed = _attempt(cancellation, left_out, seconds_left)
        if failed is None:
            return
        if failed & {"event", "order", "payment", "movement"}:
            break
        left_out = failed
    raise Conflict("The order has changed in the meantime. Please look at it again.")


def _attempt(
    cancellation: Cancellation, left_out: frozenset[str], seconds_left: float
) -> frozenset[str] | None:
    """Try once; return the parts that stood in the way, or None if it is done."""
    before, code = cancellation.before, cancellation.before.promotion_code
    reason: OrderReason = "expired" if cancellation.after.status == "expired" else "cancelled"
    by_promotion = code is not None and not left_out & {"redemption", "promotion"}
    lines = [line for line in before.lines if _part(line) not in left_out]

    def fill(transaction: TransactWrite) -> None:
        if code is not None and by_promotion:
            promotions.give_back_use(transaction, code, before.number)
        _change_order(transaction, cancellation)
        for line in lines:
            stock_movements.put_in(
                transaction, of_line(before, line, reason, cancellation.event.at)
            )
            _give_back(transaction, line)
        for payment, owed in cancellation.owed:
            payments.change_in(transaction, payment, owed)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # In the order in which they are sent: deletes, puts, updates.
        parts = [*(["redemption"] if by_promotion else []), "event", *("movement" for _ in lines)]
        parts += [
            *(["promotion"] if by_promotion else []),
            "order",
            *map(_part, lines),
            *("payment" for _ in cancellation.owed),
        ]
        return frozenset(cancelled.failures(parts))
    return None


def _change_order(transaction: TransactWrite, cancellation: Cancellation) -> None:
    before, after = cancellation.before, cancellation.after
    transaction.save(
        event_row(after, cancellation.event), condition=OrderRow.number.does_not_exist()
    )
    transaction.update(
        OrderRow(number=before.number, part=ORDER_PART),
        actions=[OrderRow.status.set(after.status), OrderRow.version.set(after.version)],
        condition=(OrderRow.version == before.version) & (OrderRow.status == before.status),
    )


def _give_back(transaction: TransactWrite, line: OrderLine) -> None:
    transaction.update(
        ProductRow(line.sku),
        actions=[ProductRow.available.add(line.quantity)],
        condition=ProductRow.sku.exists(),
    )


def _part(line: OrderLine) -> str:
    return f"product {line.sku}"
