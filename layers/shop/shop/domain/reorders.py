"""Ordering the same again: what can still be bought goes into the cart, the rest is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shop.domain.carts import MOST_LINES, Cart, CartLine, Merged, Units, changed
from shop.domain.catalogue import LARGEST_QUANTITY, Product
from shop.domain.order_sums import OrderLine


@dataclass(frozen=True, slots=True)
class Skipped:
    """A product of which not everything could be added, and why."""

    sku: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reordered:
    """A cart with an order's goods added, with what was added to it and what was not."""

    cart: Cart
    added: tuple[Units, ...]
    skipped: tuple[Skipped, ...]


def reorder(cart: Cart, ordered: Sequence[OrderLine], products: Mapping[str, Product]) -> Reordered:
    """Add the lines of an order to a cart, as far as there are units and there is room.

    New lines take today's price; a line that was in the cart remembers the price last seen. The
    cart keeps what was added and what was not until it next changes.
    """
    lines = {line.sku: line for line in cart.lines}
    added, left_out, skipped = [], [], []
    for line in ordered:
        product, kept = products.get(line.sku), lines.get(line.sku)
        is_full = kept is None and len(lines) >= MOST_LINES
        taken, reason = _taken(line, product, kept.quantity if kept else 0, is_full=is_full)
        if product is not None and taken:
            base = kept or CartLine(line.sku, 0, product.price_pence)
            lines[line.sku] = replace(base, quantity=base.quantity + taken)
            added.append(Units(line.sku, taken, product.name))
        if taken < line.quantity:
            left_out.append(Units(line.sku, line.quantity - taken, line.name))
            skipped.append(Skipped(line.sku, line.name, reason))
    told = Merged(tuple(added), tuple(left_out))
    after = changed(cart, lines=tuple(lines.values()), merged=told)
    return Reordered(after, told.added, tuple(skipped))


def _taken(
    line: OrderLine, product: Product | None, in_cart: int, *, is_full: bool
) -> tuple[int, str]:
    """Return how many units can be added, and why no more."""
    if product is None:
        return 0, "We do not sell this any more."
    if product.available <= 0:
        return 0, "It is out of stock."
    if is_full:
        return 0, f"A cart holds at most {MOST_LINES} different products."
    most = min(product.available, LARGEST_QUANTITY)
    taken = max(0, min(line.quantity, most - in_cart))
    if most < product.available:
        return taken, f"A cart holds at most {LARGEST_QUANTITY} of one product."
    return taken, f"Only {product.available} are left."
