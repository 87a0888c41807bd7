"""Removing the shop's own test orders, with what they moved of the stock and gave back."""

from functools import partial

from pynamodb.transactions import TransactWrite

from shop.domain.catalogue import TEST_SKU
from shop.storage import batches, stock_movements
from shop.storage.personal_orders import order_parts
from shop.storage.stock_movements import StockMovementRow
from shop.storage.transactions import write_together


def remove(number: str) -> bool:
    """Delete a closed test order; False, and nothing is done, if its stock did not come back.

    Its movements go together, or not at all: what is left of them still adds up to the stock.
    """
    moved = stock_movements.list_by_source(TEST_SKU, number)
    if sum(movement.quantity for movement in moved) != 0:
        return False
    if moved:
        keys = [movement.key for movement in moved]
        write_together(partial(_delete_movements, keys=keys))
    batches.delete_all(order_parts(number))
    return True


def _delete_movements(transaction: TransactWrite, keys: list[str]) -> None:
    for key in keys:
        row = StockMovementRow(sku=TEST_SKU, movement=key)
        transaction.delete(row, condition=StockMovementRow.movement.exists())
