"""The page of an order, which is also shown again by every form on it."""

from typing import Any

import msgspec
from msgspec import UNSET

from shop.storage import return_requests
from shop.web.orders.access import open_order
from shop.web.orders.mail_pages import list_mails, mails_context
from shop.web.orders.progress import progress
from shop.web.orders.return_views import STATE_NAMES, return_view
from shop.web.orders.views import OrderQuery, OrderView
from shop.web.portions import latest
from shop.web.replies import Reply
from shop.web.requests import Request

# Nobody is thanked for an order that is over.
_BEGUN = ("awaiting_payment", "paid")
# Beside everything else that the page of an order has.
_MOST_EVENTS, _EVENTS_BYTES = 15, 3_000
_MOST_RETURNS, _RETURNS_BYTES = 5, 3_000


def show_order(request: Request, number: str, query: OrderQuery) -> Reply:
    """Show an order to its owner, or to the holder of its link.

    Raises:
        NotFound: there is no such order, or it is neither's.
    """
    # A refused form on the page of a link carries the key as a field.
    key = query.key or (str(request.fields().get("key", "")) if request.is_form else "")
    opened = open_order(request, number, key)
    view = opened.view
    # Nothing comes back of an order that has not left.
    if opened.order.stage in ("shipped", "refunded_after_shipping"):
        view.returns = [return_view(a) for a in return_requests.list_by_order(view.number)]
    context = opened.context | {
        "is_code_sent": query.code == "sent",
        "is_placed": query.placed == "yes" and view.status in _BEGUN and not request.is_form,
        "stages": progress(opened.order, opened.events),
        "return_states": STATE_NAMES,
    }
    if request.wants_page:
        context |= mails_context(opened, list_mails(opened, request.now))
        context |= _long_lists(view, query)
    return Reply(data=view, page="order.html", context=context)


def _long_lists(view: OrderView, query: OrderQuery) -> dict[str, Any]:
    """Return of what happened to an order, and of what came back, the part that the page shows.

    Raises:
        InvalidRequest: a cursor is not of this order.
    """
    happened = latest(
        f"events\n{view.number}",
        view.events or [],
        cursor=query.events,
        most=_MOST_EVENTS,
        room_bytes=_EVENTS_BYTES,
    )
    returned = latest(
        f"returns\n{view.number}",
        [] if view.returns is UNSET else view.returns,
        cursor=query.returns,
        most=_MOST_RETURNS,
        room_bytes=_RETURNS_BYTES,
    )
    return {
        "happened": msgspec.to_builtins(happened),
        "returned": msgspec.to_builtins(returned),
    }
