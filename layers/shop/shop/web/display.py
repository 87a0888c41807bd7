"""Pages as a recognised visitor likes them, and the cookie that keeps how.

Only pages that name nobody else are made so, and none of them may be kept by a cache.
"""

from typing import Any

from shop.domain.display import PLAIN, Preferences
from shop.gateways import clock
from shop.web.cookies import VISITOR, clear_cookie, set_cookie
from shop.web.replies import Reply
from shop.web.requests import Request


def page_context(request: Request) -> dict[str, Any]:
    """Return what every page is told of how it is to look, and whom it welcomes back."""
    preferences = request.preferences or PLAIN
    customer = request.known_customer
    return {
        "text_size": preferences.text_size,
        "currency_display": preferences.currency_display,
        "is_recognised": request.is_recognised,
        "welcome_name": customer.name if customer is not None else "",
        "must_choose_again": request.must_choose_again,
    }


def is_personal(request: Request, reply: Reply) -> bool:
    """Tell whether an answer is made for one visitor only."""
    is_page = reply.page is not None and request.wants_page
    return reply.public_seconds is None or (is_page and request.is_recognised)


def visitor_cookie(request: Request, preferences: Preferences | None) -> str:
    """Return the cookie that recognises a browser, with how its visitor likes pages."""
    token = request.visitor_token or clock.new_id()
    chosen = "" if preferences is None else f"~{preferences.in_cookie()}"
    return set_cookie(VISITOR, f"{token}{chosen}")


def renewed_cookies(request: Request, reply: Reply) -> list[str]:
    """Return what mends the cookie on a personal page: it goes where nobody said yes to it.

    It follows the account, so that public pages, which read no account, look the same.
    """
    if request.method != "GET" or not request.wants_page or reply.public_seconds is not None:
        return []
    if VISITOR.name in request.cookies and not request.is_recognised:
        return [clear_cookie(VISITOR)]
    customer = request.known_customer
    if customer is None or not request.is_recognised:
        return []
    is_kept = request.kept_preferences == customer.preferences
    return [] if is_kept else [visitor_cookie(request, customer.preferences)]
