"""Proving that a product's stock is what its movements come to, while the shop goes on selling."""

from shop.domain.stock_movements import Difference
from shop.storage import products, stock_movements

# A sale between two reads looks like a difference; one that stays while nothing moves is real.
_MOST_LOOKS = 5


def find_difference(sku: str) -> Difference | None:
    """Return how a product's stock differs from its movements, or None; changes nothing."""
    available, moved = _available(sku), 0
    for _ in range(_MOST_LOOKS):
        moved, before, available = stock_movements.sum_of(sku), available, _available(sku)
        if moved in (before, available):
            return None
        if before == available:
            break
    return Difference(sku, available, moved)


def _available(sku: str) -> int:
    product = products.find(sku)
    return 0 if product is None else product.available
