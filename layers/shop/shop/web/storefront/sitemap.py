"""The sitemap: every address that search engines may list."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from shop.domain.catalogue import CATEGORIES, EVERYTHING
from shop.domain.policies import POLICY_NAMES, in_force
from shop.gateways.policy_files import history
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
    skus = islice(list_all(EVERYTHING), _MOST_PRODUCTS)
    body = sitemap(skus, {name: _changed_on(name, request.now.date()) for name in POLICY_NAMES})
    return Reply(media=("application/xml; charset=utf-8", body), public_seconds=_SITEMAP_SECONDS)


def sitemap(skus: Iterable[str], changed_on: Mapping[str, date]) -> str:
    """Return the sitemap of the shop with these products, and when each policy changed.

    Of nothing else is it known when its page changed: a stock or a price is on most of them.
    """
    categories = (f"/products?category={category}" for category in CATEGORIES)
    products = (f"/products/{quote(sku)}" for sku in skus)
    entries = [_entry(path) for path in (*_FIXED_PATHS, *categories, *products)]
    entries += [_entry(f"/policies/{name}", changed_on.get(name)) for name in POLICY_NAMES]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(entries)}</urlset>\n"
    )


def _entry(path: str, changed_on: date | None = None) -> str:
    changed = f"<lastmod>{changed_on.isoformat()}</lastmod>" if changed_on else ""
    return f"<url><loc>{escape(url(path))}</loc>{changed}</url>\n"


def _changed_on(policy: str, today: date) -> date:
    return in_force(history(policy), today).effective_from
