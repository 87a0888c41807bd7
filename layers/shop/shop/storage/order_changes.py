"""Changing an order as it was read, together with the event that tells of it."""

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.orders import Order, OrderEvent
from shop.storage import payments
from shop.storage.orders import ORDER_PART, OrderRow, event_row
from shop.storage.payments import Receipt
from shop.storage.transactions import Cancelled, write_together

CHANGED_MEANWHILE = "The order has changed in the meantime. Please look at it again."


def change_in(transaction: TransactWrite, before: Order, after: Order, event: OrderEvent) -> None:
    """Add a change of an order to a transaction: a Put of its event and an Update of it.

    The transaction is cancelled if the order is not as it was read.
    """
    transaction.save(event_row(after, event), condition=OrderRow.number.does_not_exist())
    transaction.update(
        OrderRow(number=before.number, part=ORDER_PART),
        actions=_actions(before, after),
        condition=(OrderRow.version == before.version) & (OrderRow.status == before.status),
    )


def change(before: Order, after: Order, event: OrderEvent, *, seconds_left: float) -> None:
    """Change an order.

    Raises:
        Conflict: it has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    try:
        write_together(lambda t: change_in(t, before, after, event), seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def change_with_receipt(
    before: Order, after: Order, event: OrderEvent, receipt: Receipt, *, seconds_left: float
) -> None:
    """Change an order and keep what shows that money came for it.

    Raises:
        Conflict: it has changed since it was read, or the receipt is kept already.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        payments.receive_in(transaction, receipt)
        change_in(transaction, before, after, event)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict(CHANGED_MEANWHILE) from None


def check_in(transaction: TransactWrite, order: Order) -> None:
    """Add to a transaction the condition that an order is as it was read."""
    transaction.condition_check(
        OrderRow,
        order.number,
        ORDER_PART,
        condition=(OrderRow.version == order.version) & (OrderRow.status == order.status),
    )


def _actions(before: Order, after: Order) -> list[Action]:
    actions: list[Action] = [
        OrderRow.status.set(after.status),
        OrderRow.shipment.set(after.shipment),
        OrderRow.version.set(after.version),
    ]
    if after.ships_between is not None:
        actions.append(OrderRow.ships_between.set(after.ships_between))
    if after.tracking is not None:
        actions.append(OrderRow.tracking.set(after.tracking))
    if after.shipping_address != before.shipping_address:
        actions.append(OrderRow.shipping_address.set(after.shipping_address))
    if after.instructions != before.instructions:
        actions.append(OrderRow.instructions.set(after.instructions))
    return actions
