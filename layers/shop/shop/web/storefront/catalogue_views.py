"""The catalogue as answers show it, and what may be asked of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from shop.domain.catalogue import CATEGORIES, EVERYTHING, Availability, Product
from shop.domain.money import Money
from shop.domain.prices import reduction_of
from shop.domain.shipping import ships_between, window_in_words
from shop.gateways.settings import SHOP
from shop.storage import price_history
from shop.web.assets import asset_url
from shop.web.cursors import make_cursor
from shop.web.requests import Request


class ProductView(msgspec.Struct, kw_only=True):
    """A product; `price` includes tax."""

    sku: str
    name: str
    description: str
    category: str
    price: Money
    availability: Availability
    max_quantity: int
    image: str
    image_alt: str


class ProductDetail(ProductView, kw_only=True):
    """A product on its own page.

    Both are null unless the price is reduced: what it is compared with, and the lowest price of
    the 30 days before (Directive 98/6/EC, article 6a). Lists announce no reductions.
    """

    compare_at: Money | None = None
    lowest_30_days: Money | None = None


class ProductList(msgspec.Struct, kw_only=True):
    """A page of products."""

    products: list[ProductView]
    next_cursor: str | None


class ProductQuery(msgspec.Struct, kw_only=True):
    """What a list of products may be narrowed down by."""

    category: Annotated[str, msgspec.Meta(max_length=40)] = ""
    q: Annotated[str, msgspec.Meta(max_length=100)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 24
    cursor: Annotated[str, msgspec.Meta(max_length=512)] = ""

    @property
    def list_name(self) -> str:
        """What a cursor is bound to: the same category and words."""
        return f"products\n{self.category}\n{self.q}"


def as_preferred(request: Request, query: ProductQuery) -> ProductQuery:
    """Return the query with as many products as a recognised visitor likes on a page."""
    liked = request.preferences
    if liked is None or not request.wants_page or "limit" in request.query():
        return query
    return msgspec.structs.replace(query, limit=liked.list_size)


def product_view(product: Product) -> ProductView:
    """Show a product."""
    return ProductView(**_shown(product))


def product_detail(product: Product) -> ProductDetail:
    """Show a product with what its price is reduced from; a full price needs no history."""
    history = price_history.list_newest_first(product.sku) if product.compare_at_pence else ()
    reduction = reduction_of(product, history)
    detail = ProductDetail(**_shown(product))
    if reduction is not None:
        detail.compare_at, detail.lowest_30_days = reduction.compare_at, reduction.lowest_30_days
    return detail


def _shown(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "category": product.category,
        "price": product.price,
        "availability": product.availability,
        "max_quantity": product.max_quantity,
        "image": asset_url(product.image),
        "image_alt": product.image_alt,
    }


def product_list(
    query: ProductQuery, skus: Sequence[str], found: Mapping[str, Product]
) -> ProductList:
    """Show a page of a list from its SKUs, read one further than the page is long."""
    shown = skus[: query.limit]
    more = len(skus) > query.limit
    return ProductList(
        products=[product_view(found[sku]) for sku in shown if sku in found],
        next_cursor=make_cursor(query.list_name, shown[-1]) if more else None,
    )


def home_view(
    shelves: Mapping[str, Sequence[str]], found: Mapping[str, Product]
) -> dict[str, object]:
    """Show a few products of each category."""
    return {
        "name": SHOP.name,
        "categories": CATEGORIES,
        "products": {
            category: [product_view(found[sku]) for sku in skus if sku in found]
            for category, skus in shelves.items()
        },
    }


def product_context(product: Product, now: datetime) -> dict[str, object]:
    """Return what the page of a product needs beside it: its category, and when it is sent."""
    return {
        "category_title": CATEGORIES.get(product.category, EVERYTHING),
        "window": window_in_words(ships_between(now.date())),
    }


def list_context(query: ProductQuery) -> dict[str, object]:
    """Return what the page of a list needs beside the products."""
    return {
        "categories": CATEGORIES,
        "category": query.category,
        "title": CATEGORIES.get(query.category, "All products"),
        "q": query.q,
        "limit": query.limit,
        "is_first_page": not query.cursor,
    }
