"""Which pages people view: by route, never by the whole address, and products by their SKU."""

from collections import Counter
from collections.abc import Iterable

from shop.domain.catalogue_cells import SKU
from shop.domain.demographics import Cell
from shop.domain.visits import Visit

PRODUCT_ROUTE = "GET /products/{sku}"


def page_cells(views: Iterable[Visit]) -> dict[Cell, int]:
    """Return how often each page was viewed, and each product."""
    listed = list(views)
    pages: Counter[Cell] = Counter(("page", view.route) for view in listed)
    products: Counter[Cell] = Counter(
        ("product", sku) for view in listed if (sku := _product(view)) is not None
    )
    return {**pages, **products}


def _product(view: Visit) -> str | None:
    """Return the SKU of a product's page; None for another spelling, of which there are many."""
    last = view.path.rpartition("/")[2]
    return last if view.route == PRODUCT_ROUTE and SKU.fullmatch(last) else None
