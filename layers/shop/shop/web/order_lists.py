"""A customer's orders, a page at a time."""

from datetime import datetime
from typing import Any

from msgspec import UNSET

from shop.domain.customers import Customer
from shop.domain.instants import from_rfc3339, rfc3339
from shop.domain.orders import Order
from shop.storage import orders
from shop.web.cursors import make_cursor, read_cursor
from shop.web.order_claiming import has_claimable
from shop.web.order_views import STATUS_NAMES, TONES, OrderList, OrderListQuery, summary_view
from shop.web.requests import Request
from shop.web.visitor import require_customer


def list_orders(customer: Customer, query: OrderListQuery) -> OrderList:
    """Return a page of a customer's orders, newest first.

    Raises:
        InvalidRequest: the cursor is not one of this customer's.
    """
    list_name = f"orders\n{customer.customer_id}"
    limit = customer.preferences.list_size if query.limit is UNSET else query.limit
    after = _position(read_cursor(list_name, query.cursor))
    found = orders.list_by_customer(customer.customer_id, after=after, limit=limit + 1)
    shown = found[:limit]
    return OrderList(
        orders=[summary_view(order) for order in shown],
        next_cursor=_cursor(list_name, shown[-1]) if len(found) > limit else None,
    )


def list_context(request: Request, query: OrderListQuery) -> dict[str, Any]:
    """Return what only the page of the list needs: are there orders of the same address besides."""
    is_first_page = request.wants_page and not query.cursor
    count = query.claimed
    return {
        "status_names": STATUS_NAMES,
        "tones": TONES,
        "has_claimable": is_first_page and has_claimable(require_customer(request)),
        "claimed": f"{count} order{'' if count == 1 else 's'}" if count else "",
    }


def _cursor(list_name: str, last: Order) -> str:
    return make_cursor(list_name, f"{last.number} {rfc3339(last.placed_at)}")


def _position(text: str) -> tuple[str, datetime] | None:
    number, _, placed_at = text.partition(" ")
    return (number, from_rfc3339(placed_at)) if number else None
