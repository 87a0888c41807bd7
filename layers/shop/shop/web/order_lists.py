"""A customer's orders, a page at a time."""

from datetime import datetime

from msgspec import UNSET

from shop.domain.customers import Customer
from shop.domain.instants import from_rfc3339, rfc3339
from shop.domain.orders import Order
from shop.storage import orders
from shop.web.cursors import make_cursor, read_cursor
from shop.web.order_views import OrderList, OrderListQuery, summary_view


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


def _cursor(list_name: str, last: Order) -> str:
    return make_cursor(list_name, f"{last.number} {rfc3339(last.placed_at)}")


def _position(text: str) -> tuple[str, datetime] | None:
    number, _, placed_at = text.partition(" ")
    return (number, from_rfc3339(placed_at)) if number else None
