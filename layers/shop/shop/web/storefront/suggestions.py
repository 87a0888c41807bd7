"""What a search that found nothing offers instead."""

from collections.abc import Sequence

import msgspec

from shop.domain.catalogue import EVERYTHING
from shop.storage import product_terms, products
from shop.web.requests import Request
from shop.web.storefront.catalogue_views import product_view

_MOST = 4
# Each is a query of its own, and a search has few words that matter.
_MOST_TERMS_TRIED = 3


def suggestions_for(
    request: Request, wanted: tuple[str, ...] | None, skus: Sequence[str]
) -> dict[str, object]:
    """Return the products to suggest to a person whose list is empty, as the page's context.

    They have one of the terms that were wanted together; without any such, they are just a few.
    """
    if skus or not request.wants_page:
        return {"suggestions": ()}
    for term in (*(wanted or ())[:_MOST_TERMS_TRIED], EVERYTHING):
        found = product_terms.list_by_terms((term,), after="", limit=_MOST)
        if found:
            shown = products.list_by_skus(found)
            views = [product_view(shown[sku]) for sku in found if sku in shown]
            return {"suggestions": msgspec.to_builtins(views)}
    return {"suggestions": ()}
