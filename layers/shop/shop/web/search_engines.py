"""Which pages search engines may list, and under which one address each."""

from urllib.parse import quote

from shop.domain.catalogue import CATEGORIES
from shop.gateways.settings import url
from shop.web.requests import Request

# Everything else is for one visitor, one moment or one mailed link.
LISTED = frozenset(
    {
        "GET /",
        "GET /contact",
        "GET /links",
        "GET /newsletter",
        "GET /policies",
        "GET /policies/{name}",
        "GET /products",
        "GET /products/{sku}",
    }
)
_PERSONAL = (
    "/account",
    "/cart",
    "/checkout",
    "/communications",
    "/contact/",
    "/local-payments",
    "/login",
    "/logout",
    "/newsletter/confirm",
    "/orders",
    "/password",
    "/payments",
    "/preferences",
    "/privacy/request",
    "/products/*/alerts",
    "/products/alerts",
    "/register",
    "/sessions",
    "/unsubscribe",
    "/verify",
    "/visits",
    "/withdraw",
)


def canonical_url(request: Request, status: int) -> str | None:
    """Return the one address under which a page may be listed; None if it may not."""
    if request.route_key not in LISTED or status >= 400:  # noqa: PLR2004 - the first refusal
        return None
    query = request.query()
    if query.get("q") or query.get("cursor"):
        return None
    category = query.get("category")
    if request.route_key == "GET /products" and category:
        return url(f"/products?category={category}") if category in CATEGORIES else None
    return url(quote(request.path))


def robots_txt() -> str:
    """Say what crawlers need not look at, and where everything else is listed."""
    refused = (f"Disallow: {path}" for path in _PERSONAL)
    return "\n".join(("User-agent: *", *refused, "", f"Sitemap: {url('/sitemap.xml')}", ""))
