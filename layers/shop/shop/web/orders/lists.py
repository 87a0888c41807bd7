"""A customer's orders, a page at a time."""

from datetime import datetime
from typing import Any

from msgspec import UNSET

from shop.domain.instants import from_rfc3339, rfc3339
from shop.domain.orders import Order
from shop.storage import orders
from shop.web.cursors import make_cursor, read_cursor
from shop.web.orders.claiming import has_claimable
from shop.web.orders.views import STATUS_NAMES, TONES, OrderList, OrderListQuery, summary_view
from shop.web.portions import fitting
from shop.web.requests import Request
from shop.web.visitor import require_customer

# How many of an order's lines its entry names, and what else it takes on a page.
_LINES_NAMED = 3
_BYTES_EACH = 60
_PAGE_BYTES = 22_000


def list_orders(request: Request, query: OrderListQuery) -> OrderList:
    """Return a page of the customer's orders, newest first; to people as many as have room there.

    Raises:
        InvalidRequest: the cursor is not one of this customer's.
        NotAuthenticated: nobody is logged in.
    """
    customer = require_customer(request)
    list_name = f"orders\n{customer.customer_id}"
    limit = customer.preferences.list_size if query.limit is UNSET else query.limit
    after = _position(read_cursor(list_name, query.cursor))
    found = orders.list_by_customer(customer.customer_id, after=after, limit=limit + 1)
    shown = found[:limit]
    if request.wants_page:
        shown = fitting(shown, _PAGE_BYTES, _bytes_shown)
    return OrderList(
        orders=[summary_view(order) for order in shown],
        next_cursor=_cursor(list_name, shown[-1]) if len(found) > len(shown) else None,
    )


def _bytes_shown(order: Order) -> int:
    return _BYTES_EACH + sum(len(line.name.encode()) for line in order.lines[:_LINES_NAMED])


def list_context(request: Request, query: OrderListQuery) -> dict[str, Any]:
    """Return what only the page of the list needs: are there orders of the same address besides."""
    is_first_page = request.wants_page and not query.cursor
    count = query.claimed
    return {
        "status_names": STATUS_NAMES,
        "lines_named": _LINES_NAMED,
        "tones": TONES,
        "has_claimable": is_first_page and has_claimable(require_customer(request)),
        "claimed": f"{count} order{'' if count == 1 else 's'}" if count else "",
    }


def _cursor(list_name: str, last: Order) -> str:
    return make_cursor(list_name, f"{last.number} {rfc3339(last.placed_at)}")


def _position(text: str) -> tuple[str, datetime] | None:
    number, _, placed_at = text.partition(" ")
    return (number, from_rfc3339(placed_at)) if number else None
