"""Who may see and buy the test product: the shop itself, by the mark its requests carry.

To everybody else there is no such product, in the words in which any other is missing.
"""

from collections.abc import Iterable

from shop.domain.catalogue import TEST_SKU, Product
from shop.domain.errors import NotFound
from shop.gateways import synthetic_marks
from shop.storage import products
from shop.storage.products import NOT_SOLD
from shop.web.requests import Request


def is_synthetic(request: Request) -> bool:
    """Tell whether a request is one of the shop's own test orders."""
    mark = request.headers.get(synthetic_marks.HEADER.lower(), "")
    return bool(mark) and synthetic_marks.is_mark(mark, request.now)


def product_for(request: Request, sku: str) -> Product:
    """Return a product as it is now, to whom it is for.

    Raises:
        NotFound: nothing is sold under this SKU to who asks.
    """
    refuse_test_goods(request, (sku,))
    return products.get(sku)


def refuse_test_goods(request: Request, skus: Iterable[str]) -> None:
    """Let nobody else have what test orders buy.

    Raises:
        NotFound: the test product is among these, and the shop itself is not who asks.
    """
    if TEST_SKU in skus and not is_synthetic(request):
        raise NotFound(NOT_SOLD)
