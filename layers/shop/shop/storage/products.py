"""Products with their stock (key: sku; never deleted by age)."""

import os
from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from shop.domain.catalogue import Product
from shop.domain.errors import NotFound
from shop.storage.connection import IntegerAttribute, Row, unless_taken


class ProductRow(Row):
    """Price and stock on one row, so that one condition of an order guards both."""

    class Meta:
        table_name = os.environ["PRODUCTS_TABLE"]

    sku = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    category = UnicodeAttribute()
    price_pence = IntegerAttribute()
    available = IntegerAttribute()
    weight_grams = IntegerAttribute()
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
        raise NotFound("We sell nothing under this number.")
    return product


def list_by_skus(skus: Iterable[str]) -> dict[str, Product]:
    """Return products by SKU in one call per hundred; what is not sold is left out.

    Consistent: a cart is priced by it.
    """
    wanted = sorted(set(skus))
    if not wanted:
        return {}
    return {row.sku: _product(row) for row in ProductRow.batch_get(wanted, consistent_read=True)}


def insert(product: Product) -> bool:
    """Put a new product on sale; False if its SKU is taken."""
    row = ProductRow(
        sku=product.sku,
        name=product.name,
        description=product.description,
        category=product.category,
        price_pence=product.price_pence,
        available=product.available,
        weight_grams=product.weight_grams,
        image=product.image,
        image_alt=product.image_alt,
    )
    return unless_taken(lambda: row.save(condition=ProductRow.sku.does_not_exist()))


def change_card(product: Product) -> bool:
    """Change everything but the stock of a product on sale; False if it is not on sale."""
    actions: list[Action] = [
        ProductRow.name.set(product.name),
        ProductRow.description.set(product.description),
        ProductRow.category.set(product.category),
        ProductRow.price_pence.set(product.price_pence),
        ProductRow.weight_grams.set(product.weight_grams),
        ProductRow.image.set(product.image),
        ProductRow.image_alt.set(product.image_alt),
    ]
    row = ProductRow(product.sku)
    return unless_taken(lambda: row.update(actions, condition=ProductRow.sku.exists()))


def _product(row: ProductRow) -> Product:
    return Product(
        sku=row.sku,
        name=row.name,
        description=row.description,
        category=row.category,
        price_pence=row.price_pence,
        available=row.available,
        weight_grams=row.weight_grams,
        image=row.image,
        image_alt=row.image_alt,
    )
