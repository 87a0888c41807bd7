"""What a change of stock is news of."""

from typing import Literal

from shop.domain.catalogue import Product

type StockNews = Literal["low", "out", "back"]


def stock_news(before: Product, after: Product) -> StockNews | None:
    """Return what to tell after a change of a product; None if its stock is no other matter now.

    News is told when a threshold is crossed, so each sale below it is none.
    """
    if before.available > 0 >= after.available:
        return "out"
    if before.available <= 0 < after.available:
        return "back"
    return "low" if _is_low(after) and not _is_low(before) else None


def _is_low(product: Product) -> bool:
    return product.availability != "in_stock"
