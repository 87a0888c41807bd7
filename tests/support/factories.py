"""Domain values with defaults, so that a test names only what it is about."""

from typing import Any

from shop.domain.catalogue import Product, terms_of
from shop.storage import product_terms, products


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
        products.insert(product)
        product_terms.insert(product.sku, terms_of(product))
