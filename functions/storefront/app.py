"""The shop window: home, catalogue, links, assets, and the answer to every unknown address."""

from shop.domain.catalogue import CATEGORIES, TEST_SKU, category_term, terms_wanted
from shop.domain.links import LINKS, NOTICE, link_by_id
from shop.gateways.settings import VERSION
from shop.storage import product_terms, products
from shop.web.api import Api
from shop.web.cursors import read_cursor
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.storefront import site_files
from shop.web.storefront.catalogue_views import (
    ProductQuery,
    as_preferred,
    home_view,
    list_context,
    product_context,
    product_detail,
    product_list,
)
from shop.web.storefront.structured_data import data_block
from shop.web.storefront.suggestions import suggestions_for
from shop.web.storefront.unknown_addresses import get_unknown
from shop.web.synthetic_marks import product_for

api = Api("storefront")
_CATALOGUE_SECONDS, _LINKS_SECONDS = 30, 3600


@api.route("GET /")
def get_home(request: Request) -> Reply:
    """Show a few products of each category."""
    shelves = {
        category: product_terms.list_by_terms((category_term(category),), after="", limit=4)
        for category in CATEGORIES
    }
    found = products.list_by_skus(sku for skus in shelves.values() for sku in skus)
    return Reply(
        data=home_view(shelves, found), page="home.html", public_seconds=_CATALOGUE_SECONDS
    )


@api.route("GET /products")
def get_products(request: Request, query: ProductQuery) -> Reply:
    """List products by category and words, a page at a time."""
    query = as_preferred(request, query)
    after = read_cursor(query.list_name, query.cursor)
    wanted = terms_wanted(query.category, query.q)
    skus = product_terms.list_by_terms(wanted, after=after, limit=query.limit + 1) if wanted else []
    found = products.list_by_skus(skus[: query.limit])
    return Reply(
        data=product_list(query, skus, found),
        page="products.html",
        context=list_context(query) | suggestions_for(request, wanted, skus),
        public_seconds=_CATALOGUE_SECONDS,
    )


@api.route("GET /products/{sku}")
def get_product(request: Request, sku: str) -> Reply:
    """Show one product."""
    product = product_for(request, sku)
    detail = product_detail(product)
    block, headers = data_block(request, detail, product.weight_grams)
    return Reply(
        data=detail,
        page="product.html",
        context=product_context(product, request.now) | block,
        headers=headers,
        public_seconds=None if sku == TEST_SKU else _CATALOGUE_SECONDS,
    )


@api.route("GET /links")
def get_links(request: Request) -> Reply:
    """List the links to other sites, with the notice that goes with them."""
    data = {"links": LINKS, "notice": NOTICE}
    return Reply(data=data, page="links.html", public_seconds=_LINKS_SECONDS)


@api.route("GET /links/{id}")
def get_link(request: Request, id: str) -> Reply:  # noqa: A002 - the path parameter's name
    """Send a browser to a link of the registry; the visit log counts it by its path."""
    link = link_by_id(id)
    if request.wants_page:
        return Reply(status=302, headers={"Location": link.url})
    return Reply(data={"link": link, "notice": NOTICE}, public_seconds=_LINKS_SECONDS)


@api.route("GET /health")
def get_health(request: Request) -> Reply:
    """Say that the shop answers; reads nothing."""
    return Reply(data={"status": "ok", "version": VERSION})


for key, handler in site_files.HANDLERS.items():
    api.route(key)(handler)
api.route("$default")(get_unknown)

lambda_handler = api.lambda_handler
