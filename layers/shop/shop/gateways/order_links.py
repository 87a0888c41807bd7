"""The way to an order: for customers by login, for guests by a signed link."""

from datetime import datetime

from shop.domain.order_codes import FULL_VIEW
from shop.domain.orders import Order
from shop.gateways.settings import url
from shop.gateways.signatures import is_signed, make_token, read_token, sign

_PURPOSE = "order"
_FULL_PURPOSE = "order-in-full"
_CODE_PURPOSE = "order-code"


def order_key(number: str) -> str:
    """Return the key that opens an order to whoever has it."""
    return sign(_PURPOSE, number)


def is_order_key(key: str, number: str) -> bool:
    """Tell whether a key opens an order."""
    return bool(key) and is_signed(key, _PURPOSE, number)


def full_key(number: str, now: datetime) -> str:
    """Return the key that shows all of an order for an hour, to whoever has it."""
    ends_at = int((now + FULL_VIEW).timestamp())
    return make_token(_FULL_PURPOSE, f"{number} {ends_at}")


def full_key_is_live(key: str, number: str, now: datetime) -> bool | None:
    """Tell whether a key shows all of an order now, or did; None for any other key."""
    of_number, _, ends_at = (read_token(_FULL_PURPOSE, key) or "").partition(" ")
    if of_number != number:
        return None
    return now.timestamp() < int(ends_at)


def code_seal(number: str, code: str) -> str:
    """Return what is kept of a code mailed for an order: a keyed hash."""
    return sign(_CODE_PURPOSE, f"{number} {code}")


def is_code(seal: str, number: str, code: str) -> bool:
    """Tell whether a code is the one of a seal; the time it takes tells nothing."""
    return is_signed(seal, _CODE_PURPOSE, f"{number} {code}")


def order_path(number: str, key: str = "") -> str:
    """Return the path of an order's page; with a key it needs no login."""
    return f"/orders/{number}?key={key}" if key else f"/orders/{number}"


def pay_path(number: str, key: str = "") -> str:
    """Return the path that leads to where an order is paid by card."""
    return f"/orders/{number}/pay?key={key}" if key else f"/orders/{number}/pay"


def invoice_path(number: str, key: str = "") -> str:
    """Return the path of an order's invoice."""
    return f"/orders/{number}/invoice?key={key}" if key else f"/orders/{number}/invoice"


def credit_note_path(number: str, note: str, key: str = "") -> str:
    """Return the path of a credit note of an order."""
    path = f"/orders/{number}/credit-notes/{note}"
    return f"{path}?key={key}" if key else path


def corrections_path(number: str, key: str = "") -> str:
    """Return the path of the page to have something of an order corrected."""
    path = f"/orders/{number}/corrections"
    return f"{path}?key={key}" if key else path


def withdraw_path(number: str) -> str:
    """Return the path of the form to withdraw from an order, for whoever may see the order."""
    return f"/withdraw?number={number}&key={order_key(number)}"


def order_url(order: Order) -> str:
    """Return the link to an order for a mail to whom it belongs."""
    key = order_key(order.number) if order.customer_id is None else ""
    return url(order_path(order.number, key))
