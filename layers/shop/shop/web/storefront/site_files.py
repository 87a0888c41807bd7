"""The files of the shop: assets, what programs look for, and the pages about problems."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shop.domain.errors import NotFound
from shop.domain.instants import rfc3339
from shop.gateways.settings import SHOP, url
from shop.web.assets import asset_url, find_asset
from shop.web.problems import BY_CODE
from shop.web.replies import Reply, redirect
from shop.web.requests import Request
from shop.web.search_engines import robots_txt
from shop.web.storefront.sitemap import get_sitemap

_FIXED_SECONDS = 3600
_PLAIN_TEXT = "text/plain; charset=utf-8"

# https://www.w3.org/TR/gpc/, section 4: the support resource.
GPC: dict[str, Any] = {"gpc": True, "lastUpdate": "2026-11-22"}

# RFC 9116, 2.5.5: no more than a year ahead; counted from the request so that it never runs out.
_SECURITY_TXT_LIFETIME = timedelta(days=180)


def get_asset(request: Request, file: str) -> Reply:
    """Serve a style sheet or picture under its hashed name.

    Raises:
        NotFound: there is no such file, or no longer in this form.
    """
    asset = find_asset(file)
    if asset is None:
        raise NotFound("We have no such file.")
    return Reply(asset=asset)


def get_gpc(request: Request) -> Reply:
    """Say that Global Privacy Control is honoured."""
    return Reply(data=GPC, public_seconds=_FIXED_SECONDS)


def get_security(request: Request) -> Reply:
    """Say whom to tell about a weakness (RFC 9116)."""
    expires = (request.now + _SECURITY_TXT_LIFETIME).replace(hour=0, minute=0, second=0)
    lines = (
        f"Contact: mailto:{SHOP.email}",
        f"Expires: {rfc3339(expires)}",
        "Preferred-Languages: en",
        f"Canonical: {url('/.well-known/security.txt')}",
        "",
    )
    return Reply(media=(_PLAIN_TEXT, "\n".join(lines)), public_seconds=_FIXED_SECONDS)


def get_robots(request: Request) -> Reply:
    """Say what crawlers need not look at."""
    return Reply(media=(_PLAIN_TEXT, robots_txt()), public_seconds=_FIXED_SECONDS)


def get_favicon(request: Request) -> Reply:
    """Lead old browsers to the drawing that every page names."""
    return redirect(asset_url("logo.svg"))


def get_problem(request: Request, code: str) -> Reply:
    """Explain a kind of problem: where the `type` of a problem document leads.

    Raises:
        NotFound: there is no problem of this code.
    """
    problem = BY_CODE.get(code)
    if problem is None:
        raise NotFound("There is no such problem.")
    return Reply(data=problem, page="problem.html", public_seconds=_FIXED_SECONDS)


HANDLERS: dict[str, Callable[..., Reply]] = {
    "GET /assets/{file}": get_asset,
    "GET /problems/{code}": get_problem,
    "GET /.well-known/gpc.json": get_gpc,
    "GET /.well-known/security.txt": get_security,
    "GET /robots.txt": get_robots,
    "GET /sitemap.xml": get_sitemap,
    "GET /favicon.ico": get_favicon,
}
"""The answer to each fixed address, by its route."""
