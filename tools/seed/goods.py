"""The made-up goods of the demonstration shop, as kept in `products.json`."""

from pathlib import Path

import msgspec

from shop.domain.catalogue import Product

PRODUCTS_FILE = Path(__file__).with_name("products.json")


def read_goods() -> tuple[Product, ...]:
    """Return every made-up product, in the order of the file.

    Raises:
        msgspec.ValidationError: a product lacks a field, or has one of the wrong type.
    """
    return msgspec.json.decode(PRODUCTS_FILE.read_bytes(), type=tuple[Product, ...])
