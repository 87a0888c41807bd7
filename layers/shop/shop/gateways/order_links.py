"""The way to an order: for customers by login, for guests by a signed link."""

from shop.domain.orders import Order
from shop.gateways.settings import url
from shop.gateways.signatures import is_signed, sign

_PURPOSE = "order"


def order_key(number: str) -> str:
    """Return the key that opens an order to whoever has it."""
    return sign(_PURPOSE, number)


def is_order_key(key: str, number: str) -> bool:
    """Tell whether a key opens an order."""
    return bool(key) and is_signed(key, _PURPOSE, number)


def order_path(number: str, key: str = "") -> str:
    """Return the path of an order's page; with a key it needs no login."""
    return f"/orders/{number}?key={key}" if key else f"/orders/{number}"


def pay_path(number: str, key: str = "") -> str:
    """Return the path that leads to where an order is paid by card."""
    return f"/orders/{number}/pay?key={key}" if key else f"/orders/{number}/pay"


def order_url(order: Order) -> str:
    """Return the link to an order for a mail to whom it belongs."""
    key = order_key(order.number) if order.customer_id is None else ""
    return url(order_path(order.number, key))
