"""The sitemap: every address that search engines may list."""

from collections.abc import Iterable
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from shop.domain.catalogue import CATEGORIES, EVERYTHING
from shop.domain.policies import POLICY_NAMES
from shop.gateways.settings import url
from shop.storage.product_terms import list_all
from shop.web.replies import Reply
from shop.web.requests import Request

_FIXED_PATHS = ("/", "/products", "/contact", "/newsletter", "/links", "/policies")
# Of a sitemap, https://www.sitemaps.org/protocol.html; the rest is left for the fixed addresses.
_MOST_PRODUCTS = 49_000
_SITEMAP_SECONDS = 3600


def get_sitemap(request: Request) -> Reply:
    """List every address that search engines may list."""
    body = sitemap(islice(list_all(EVERYTHING), _MOST_PRODUCTS))
    return Reply(media=("application/xml; charset=utf-8", body), public_seconds=_SITEMAP_SECONDS)


def sitemap(skus: Iterable[str]) -> str:
    """Return the sitemap of the shop with these products."""
    categories = (f"/products?category={category}" for category in CATEGORIES)
    policies = (f"/policies/{name}" for name in POLICY_NAMES)
    products = (f"/products/{quote(sku)}" for sku in skus)
    paths = (*_FIXED_PATHS, *categories, *policies, *products)
    entries = "".join(f"<url><loc>{escape(url(path))}</loc></url>\n" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    )
