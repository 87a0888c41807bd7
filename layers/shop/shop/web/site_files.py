"""The small files that programs look for at fixed addresses, and the pages about problems."""

from datetime import timedelta
from typing import Any

from shop.domain.errors import NotFound
from shop.domain.instants import rfc3339
from shop.gateways.settings import SHOP, url
from shop.web.assets import asset_url
from shop.web.problems import BY_CODE
from shop.web.replies import Reply, redirect
from shop.web.requests import Request

_FIXED_SECONDS = 3600
_PLAIN_TEXT = "text/plain; charset=utf-8"

# https://www.w3.org/TR/gpc/, section 4: the support resource.
GPC: dict[str, Any] = {"gpc": True, "lastUpdate": "2026-11-22"}

ROBOTS = "\n".join(
    (
        "User-agent: *",
        "Disallow: /cart",
        "Disallow: /checkout",
        "Disallow: /orders",
        "Disallow: /account",
        "Disallow: /visits",
        "",
    )
)
# RFC 9116, 2.5.5: no more than a year ahead; counted from the request so that it never runs out.
_SECURITY_TXT_LIFETIME = timedelta(days=180)


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
    return Reply(media=(_PLAIN_TEXT, ROBOTS), public_seconds=_FIXED_SECONDS)


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
