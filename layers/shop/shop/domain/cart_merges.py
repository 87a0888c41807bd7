"""Two carts becoming one at a login: nothing is lost without being told."""

from dataclasses import replace

from shop.domain.carts import MOST_LINES, Cart, CartLine, Merged, Units, changed
from shop.domain.catalogue import LARGEST_QUANTITY


def merge(mine: Cart, anonymous: Cart) -> Cart:
    """Return the customer's cart with an anonymous one added to it, within a cart's limits.

    What the customer had stays; what came in, and what found no room, is kept with the cart. An
    anonymous cart without goods brings nothing to tell.
    """
    lines = {line.sku: line for line in mine.lines}
    added, left_out = [], []
    for line in anonymous.lines:
        kept = lines.get(line.sku)
        taken = _room_for(line, kept, len(lines))
        if taken:
            quantity = taken + (kept.quantity if kept else 0)
            lines[line.sku] = replace(line, quantity=quantity)
            added.append(Units(line.sku, taken))
        if taken < line.quantity:
            left_out.append(Units(line.sku, line.quantity - taken))
    return changed(
        mine,
        lines=tuple(lines.values()),
        promotion=mine.promotion or anonymous.promotion,
        merged=Merged(tuple(added), tuple(left_out)) if anonymous.lines else mine.merged,
    )


def _room_for(line: CartLine, kept: CartLine | None, line_count: int) -> int:
    """Return how many of a line's units fit in."""
    if kept is None:
        return line.quantity if line_count < MOST_LINES else 0
    return min(line.quantity, LARGEST_QUANTITY - kept.quantity)
