"""Domain values with defaults, so that a test names only what it is about."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shop.domain.catalogue import Product, terms_of
from shop.storage import product_changes, product_terms, products
from shop.storage.products import ProductRow
from tests.support.gateway import NOW

LONG_AGO = NOW - timedelta(days=365)


def make_product(sku: str = "LAMP-1", **changes: Any) -> Product:
    """Return a product; any field can be named."""
    values: dict[str, Any] = {
        "sku": sku,
        "name": "Fog lantern",
        "description": "Shines through fog.",
        "category": "lanterns",
        "price_pence": 1999,
        "available": 10,
        "weight_grams": 800,
        "image": "logo.svg",
        "image_alt": "A lantern",
    }
    return Product(**(values | changes))


def stock(*some: Product) -> None:
    """Put products on sale."""
    for product in some:
        product_changes.insert(product, LONG_AGO)
        product_terms.insert(product.sku, terms_of(product))


def meddle_with_stock(sku: str, available: int) -> None:
    """Change a stock by hand in the table, so that the ledger does not know of it."""
    ProductRow(sku).update(actions=[ProductRow.available.set(available)])


def change_product(sku: str, now: datetime = NOW, **changes: Any) -> Product:
    """Change a product on sale as the shop does and return it; any field can be named."""
    before = products.get(sku)
    after = replace(before, **changes)
    assert product_changes.change(before, after, now)
    return after
