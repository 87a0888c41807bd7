"""Products with their stock (key: sku; never deleted by age); `product_changes` writes them."""

import os
from collections.abc import Iterable
from typing import Any, cast

from pynamodb.attributes import UnicodeAttribute

from shop.domain.catalogue import FEW_LEFT_UNITS, Product
from shop.domain.errors import NotFound
from shop.domain.tax import TaxClass
from shop.storage.connection import IntegerAttribute, Row

NOT_SOLD = "We sell nothing under this number."


class ProductRow(Row):
    """Price and stock on one row, so that one condition of an order guards both."""

    class Meta:
        table_name = os.environ["PRODUCTS_TABLE"]

    sku = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    category = UnicodeAttribute()
    price_pence = IntegerAttribute()
    compare_at_pence = IntegerAttribute(null=True)
    available = IntegerAttribute()
    low_stock_at = IntegerAttribute(null=True)
    weight_grams = IntegerAttribute()
    tax_class = UnicodeAttribute(null=True)
    image = UnicodeAttribute()
    image_alt = UnicodeAttribute()


def find(sku: str) -> Product | None:
    """Return a product as it is now, or None."""
    row = ProductRow.find_row(sku)
    return None if row is None else _product(row)


def get(sku: str) -> Product:
    """Return a product as it is now.

    Raises:
        NotFound: nothing is sold under this SKU.
    """
    product = find(sku)
    if product is None:
        raise NotFound(NOT_SOLD)
    return product


def list_by_skus(skus: Iterable[str]) -> dict[str, Product]:
    """Return products by SKU in one call per hundred; what is not sold is left out.

    Consistent: a cart is priced by it.
    """
    wanted = sorted(set(skus))
    if not wanted:
        return {}
    return {row.sku: _product(row) for row in ProductRow.batch_get(wanted, consistent_read=True)}


def product_in(image: dict[str, Any]) -> Product:
    """Return the product in a record of the table's stream."""
    return _product(ProductRow.from_raw_data(image))


def _product(row: ProductRow) -> Product:
    return Product(
        sku=row.sku,
        name=row.name,
        description=row.description,
        category=row.category,
        price_pence=row.price_pence,
        compare_at_pence=row.compare_at_pence,
        available=row.available,
        low_stock_at=FEW_LEFT_UNITS if row.low_stock_at is None else row.low_stock_at,
        weight_grams=row.weight_grams,
        tax_class=cast("TaxClass", row.tax_class or "standard"),
        image=row.image,
        image_alt=row.image_alt,
    )
