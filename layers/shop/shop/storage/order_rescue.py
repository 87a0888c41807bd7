"""An order paid after it expired: its goods and promotion are taken once more, or nothing."""

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict, OutOfStock
from shop.domain.orders import Order, OrderEvent
from shop.domain.promotions import Promotion, redeemers
from shop.domain.stock_movements import of_line
from shop.storage import payments, promotions, stock_movements
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.order_stock import part_of, take_in
from shop.storage.payments import AlreadyReceived, Receipt
from shop.storage.transactions import Cancelled, write_together


def change_to_reinstated(
    before: Order,
    after: Order,
    event: OrderEvent,
    promotion: Promotion | None,
    receipt: Receipt,
    *,
    seconds_left: float,
) -> None:
    """Pay an expired order and keep the receipt; the price is the one it was placed at.

    A promotion that is used up meanwhile is not counted again, and its discount stays.

    Raises:
        AlreadyReceived: the receipt is kept already.
        OutOfStock: some of its goods are not there any more.
        Conflict: the order, or the payment, has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    failed = _attempt((before, after, event), promotion, receipt, seconds_left)
    if failed and promotion is not None and failed <= {"redemption", "promotion", "redeemer"}:
        failed = _attempt((before, after, event), None, receipt, seconds_left)
    short = tuple(line.sku for line in before.lines if part_of(line) in failed)
    if "receipt" in failed:
        raise AlreadyReceived(CHANGED_MEANWHILE)
    if failed & {"event", "order", "movement", "payment"}:
        raise Conflict(CHANGED_MEANWHILE)
    if short:
        raise OutOfStock(short)


def _attempt(
    change: tuple[Order, Order, OrderEvent],
    promotion: Promotion | None,
    receipt: Receipt,
    seconds_left: float,
) -> frozenset[str]:
    """Try once; return the parts that stood in the way."""
    before, _, event = change
    used_by = redeemers(promotion, before.email, before.customer_id)

    def fill(transaction: TransactWrite) -> None:
        payments.receive_in(transaction, receipt)
        change_in(transaction, *change)
        for line in before.lines:
            movement = of_line(before, line, "reinstated", event.at)
            stock_movements.put_in(transaction, movement)
            take_in(transaction, line, with_price=False)
        if promotion is not None:
            promotions.put_redemption(transaction, promotion.code, before.number, used_by)
            promotions.add_use(transaction, promotion, used_by)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # In the order in which they are sent: puts, updates.
        parts = ["receipt", "event", *("movement" for _ in before.lines)]
        parts += [*(["redemption"] if promotion else []), *(["payment"] if receipt.change else [])]
        parts += ["order", *map(part_of, before.lines)]
        parts += [*(["promotion"] if promotion else []), *("redeemer" for _ in used_by)]
        return frozenset(cancelled.failures(parts))
    return frozenset()
