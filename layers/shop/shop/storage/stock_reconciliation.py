"""Proving that a product's stock is what its movements come to, while the shop goes on selling."""

from shop.domain.stock_movements import Difference
from shop.storage import products, stock_movements

# A sale between two reads looks like a difference; one that stays while nothing moves is real.
_MOST_LOOKS = 5


def find_difference(sku: str) -> Difference | None:
    """Return how a product's stock differs from its movements, or None; changes nothing."""
    available = _available(sku)
    for _ in range(_MOST_LOOKS):
        moved = stock_movements.sum_of(sku)
        after = _available(sku)
        if moved in (available, after):
            return None
        if after == available:
            break
        available = after
    return Difference(sku, available, moved)


def _available(sku: str) -> int:
    product = products.find(sku)
    return 0 if product is None else product.available
