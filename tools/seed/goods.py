"""The made-up goods of the demonstration shop, as kept in `products.json`."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

PRODUCTS_FILE = Path(__file__).with_name("products.json")


@dataclass(frozen=True, slots=True)
class Good:
    """One product as the shop first has it on its shelf."""

    sku: str
    name: str
    description: str
    category: str
    price_pence: int
    weight_grams: int
    available: int
    image: str
    image_alt: str


def read_goods() -> tuple[Good, ...]:
    """Return every made-up product, in the order of the file.

    Raises:
        msgspec.ValidationError: a product lacks a field, or has one of the wrong type.
    """
    return msgspec.json.decode(PRODUCTS_FILE.read_bytes(), type=tuple[Good, ...])
