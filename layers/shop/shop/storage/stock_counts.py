"""Stock set to what somebody counted, with its entry in the ledger, or not at all."""

from pynamodb.transactions import TransactWrite

from shop.domain.catalogue import Product
from shop.domain.stock_movements import Movement
from shop.storage import stock_movements
from shop.storage.products import ProductRow
from shop.storage.transactions import Cancelled, write_together


def change_available(before: Product, movement: Movement, *, seconds_left: float) -> bool:
    """Move a product's stock; False if it has changed since it was read, or was so moved before.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    return _set(before, before.available + movement.quantity, movement, seconds_left)


def repair(before: Product, available: int, movement: Movement, *, seconds_left: float) -> bool:
    """Put stock and ledger to the same number; False as for `change_available`.

    Raises:
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    return _set(before, available, movement, seconds_left)


def _set(before: Product, available: int, movement: Movement, seconds_left: float) -> bool:
    def fill(transaction: TransactWrite) -> None:
        stock_movements.put_in(transaction, movement)
        transaction.update(
            ProductRow(before.sku),
            actions=[ProductRow.available.set(available)],
            condition=ProductRow.available == before.available,
        )

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True
