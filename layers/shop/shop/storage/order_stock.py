"""The units of an order's lines: taken from and given back to the products."""

from pynamodb.transactions import TransactWrite

from shop.domain.order_sums import OrderLine
from shop.storage.products import ProductRow


def take_in(transaction: TransactWrite, line: OrderLine, *, with_price: bool) -> None:
    """Add taking a line's units to a transaction, cancelled if they or the price are not there."""
    condition = ProductRow.available >= line.quantity
    if with_price:
        condition &= ProductRow.price_pence == line.unit_price_pence
    transaction.update(
        ProductRow(line.sku),
        actions=[ProductRow.available.add(-line.quantity)],
        condition=condition,
        return_values="ALL_OLD",
    )


def give_back_in(transaction: TransactWrite, line: OrderLine) -> None:
    """Add giving a line's units back to a transaction, cancelled if the product is gone."""
    add_in(transaction, line.sku, line.quantity)


def add_in(transaction: TransactWrite, sku: str, quantity: int) -> None:
    """Add putting units on sale again to a transaction, cancelled if the product is gone."""
    transaction.update(
        ProductRow(sku),
        actions=[ProductRow.available.add(quantity)],
        condition=ProductRow.sku.exists(),
    )


def part_of(line: OrderLine) -> str:
    """Return the name of a line's action among those of its transaction."""
    return f"product {line.sku}"
