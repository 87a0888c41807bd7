"""Putting products on sale, changing and removing them, with their entries in both histories.

A change of price or stock is written together with its entry, or not at all. Apart from `products`,
so that whoever only reads or sells needs nothing of it.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.catalogue import FEW_LEFT_UNITS, Product
from shop.domain.errors import TryAgain
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.prices import price_change
from shop.domain.stock_movements import of_product, of_removal
from shop.storage import price_history, stock_movements
from shop.storage.products import ProductRow
from shop.storage.transactions import Cancelled, write_together

# Entries of one product are at least a second apart.
_MOST_TRIES = 3


def insert(product: Product, now: datetime) -> bool:
    """Put a new product on sale; False if its SKU is taken."""
    return _write(None, product, now)


def change(before: Product, after: Product, now: datetime) -> bool:
    """Change a product on sale; False if it is not as it was read any more.

    Its stock counts for that, and is set, only where it differs between the two: sales may go on
    while a card is changed.
    """
    return _write(before, after, now)


def change_in(
    transaction: TransactWrite,
    before: Product | None,
    after: Product,
    now: datetime,
    source: str = "",
    by: By | None = None,
) -> None:
    """Add to a transaction a product and what its histories need; `before` None if it is new.

    `source` names the import that changes it, `by` who imports; without one its time tells changes
    apart. The transaction is cancelled if the product is not as it was read.
    """
    entry = price_change(before, after, now)
    movement = of_product(before, after, source or rfc3339(now), now, by)
    if before is None:
        transaction.save(_row(after), condition=ProductRow.sku.does_not_exist())
    else:
        condition = _is_as(before, with_stock=after.available != before.available)
        transaction.update(
            ProductRow(after.sku), actions=_actions(before, after), condition=condition
        )
    if entry is not None:
        price_history.put_in(transaction, entry)
    if movement is not None:
        stock_movements.put_in(transaction, movement)


def remove_in(
    transaction: TransactWrite,
    product: Product,
    now: datetime,
    source: str,
    by: By | None = None,
) -> None:
    """Add to a transaction the removal of a product, stock and all, if it is as it was read."""
    transaction.delete(ProductRow(product.sku), condition=_is_as(product, with_stock=True))
    stock_movements.put_in(transaction, of_removal(product, source, now, by))


def _write(before: Product | None, after: Product, now: datetime) -> bool:
    # Puts are sent before updates: a new product's own comes first, a changed one's after its
    # entries, if it has any.
    entries = (price_change(before, after, now), of_product(before, after, "", now))
    position = 0 if before is None else sum(entry is not None for entry in entries)
    for later_seconds in range(_MOST_TRIES):
        at = now + timedelta(seconds=later_seconds)
        try:
            write_together(partial(change_in, before=before, after=after, now=at))
        except Cancelled as cancelled:
            if cancelled.failed(position):
                return False
        else:
            return True
    raise TryAgain


def _card(product: Product) -> list[tuple[Attribute[Any], Any]]:
    """Return what is kept of a product beside its SKU and stock; None where nothing is."""
    is_usual = product.low_stock_at == FEW_LEFT_UNITS
    return [
        (ProductRow.name, product.name),
        (ProductRow.description, product.description),
        (ProductRow.category, product.category),
        (ProductRow.price_pence, product.price_pence),
        (ProductRow.compare_at_pence, product.compare_at_pence),
        (ProductRow.low_stock_at, None if is_usual else product.low_stock_at),
        (ProductRow.weight_grams, product.weight_grams),
        (ProductRow.tax_class, None if product.tax_class == "standard" else product.tax_class),
        (ProductRow.image, product.image),
        (ProductRow.image_alt, product.image_alt),
    ]


def _actions(before: Product, after: Product) -> list[Action]:
    kept = _card(after)
    if after.available != before.available:
        kept.append((ProductRow.available, after.available))
    return [a.remove() if value is None else a.set(value) for a, value in kept]


def _is_as(before: Product, *, with_stock: bool) -> Condition:
    condition = ProductRow.sku.exists()
    expected = _card(before)
    if with_stock:
        expected.append((ProductRow.available, before.available))
    for attribute, value in expected:
        condition &= attribute.does_not_exist() if value is None else attribute == value
    return condition


def _row(product: Product) -> ProductRow:
    kept = {attribute.attr_name: value for attribute, value in _card(product)}
    return ProductRow(sku=product.sku, available=product.available, **kept)
