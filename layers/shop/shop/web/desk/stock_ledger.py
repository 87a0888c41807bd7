"""What operators see of the movements of a stock, and do where it is not their sum: repair it."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.catalogue import Product
from shop.domain.errors import Conflict, NotFound
from shop.domain.orders import By
from shop.domain.stock_movements import moved_by, of_count, of_repair
from shop.storage import products, stock_counts, stock_movements
from shop.storage.stock_reconciliation import find_difference
from shop.web.desk.goods import STOCK_CHANGED, Key, Sku, Units, product_view
from shop.web.desk.views import UNNAMED_OPERATOR, Operator, movement_view

_SECONDS = 20.0
_MOST_TRIES = 4
_AGREE = "The stock is what its movements come to. Set the stock instead, if it was counted anew."


class Tracing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which product's stock to trace, and how far back."""

    sku: Annotated[str, Meta(min_length=1, max_length=40)]
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    operator: Operator = UNNAMED_OPERATOR


class Repairing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units were counted, and why they differ; the same key repairs nothing again.

    Without `available` the stock becomes what its movements come to. With `available_read` it is
    refused if the stock was another when the difference was looked at.
    """

    sku: Sku
    reason: Annotated[str, Meta(min_length=3, max_length=200, pattern=r"\S")]
    key: Key
    available: Units | None = None
    # A hand in the table may have left less than nothing.
    available_read: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] | None = None
    operator: Operator = UNNAMED_OPERATOR


def trace_stock(asked: Tracing, _by: By, _now: datetime) -> dict[str, Any]:
    """Show what moved a product's stock, the newest first, and whether all of it adds up.

    What is sold no more has its history still.
    """
    sku = asked.sku.strip().upper()
    moved = stock_movements.list_newest(sku, asked.limit)
    if not moved:
        raise NotFound("Nothing was ever sold under this number.")
    product = products.find(sku)
    return {
        "sku": sku,
        "available": 0 if product is None else product.available,
        "moved": stock_movements.sum_of(sku),
        "differs": find_difference(sku) is not None,
        "movements": [movement_view(movement) for movement in moved],
    }


def repair_stock(asked: Repairing, by: By, now: datetime) -> dict[str, Any]:
    """Put a product's stock, and what its movements come to, to the same number, once for each key.

    Raises:
        Conflict: they agree, it is not as it was when it was looked at, or kept changing.
        NotFound: nothing is sold under this number.
    """
    for _ in range(_MOST_TRIES):
        product = products.get(asked.sku.strip().upper())
        moved = stock_movements.sum_of(product.sku)
        available = moved if asked.available is None else asked.available
        counted = of_count(product, available, asked.key, asked.reason.strip(), now)
        movement = moved_by(of_repair(counted, product.available, moved), by)
        differs = find_difference(product.sku) is not None
        # Looked for last: of two clicks the quicker one may have repaired it since.
        if stock_movements.is_kept(movement):
            return {"outcome": "repaired before", "product": product_view(product)}
        _refuse(asked, product, available, differs=differs)
        if stock_counts.repair(product, available, movement, seconds_left=_SECONDS):
            return _repaired(product.sku, product.available, moved)
    raise Conflict(STOCK_CHANGED)


def _refuse(asked: Repairing, product: Product, available: int, *, differs: bool) -> None:
    """Refuse what would repair nothing, or something else than was looked at."""
    if asked.available_read not in (None, product.available):
        raise Conflict(STOCK_CHANGED)
    if available < 0:
        message = f"Its movements come to {available}: count what is there, and say how many."
        raise Conflict(message)
    if not differs:
        raise Conflict(_AGREE)


def _repaired(sku: str, available: int, moved: int) -> dict[str, Any]:
    """Look once more: a sale and its cancelling between two reads leave the stock as it was."""
    return {
        "outcome": "repaired" if find_difference(sku) is None else "differs still",
        "before": {"available": available, "moved": moved},
        "product": product_view(products.get(sku)),
    }
