"""Orders that a customer placed as a guest, and wants in the account.

An account's address is always a proven one: it is made, and its address changes, only by a link
that was mailed there. So whoever is logged in may be shown what was ordered with that address; into
the account it comes only when they say so.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shop.domain.customers import Customer
from shop.domain.errors import NotFound
from shop.domain.instants import date_in_words
from shop.domain.mails import Mail, address_hash
from shop.domain.money import in_figures, pence
from shop.domain.orders import CUSTOMER, By, Changed, Order, with_event


def is_claimable(order: Order, customer: Customer) -> bool:
    """Tell whether a guest placed an order with the address of an account."""
    is_same_address = address_hash(order.email) == address_hash(customer.email)
    return order.customer_id is None and is_same_address


def claimable(orders: Iterable[Order], customer: Customer) -> list[Order]:
    """Return the orders among others that a customer may claim."""
    return [order for order in orders if is_claimable(order, customer)]


def claim(order: Order, customer: Customer, now: datetime, request_id: str) -> Changed:
    """Move an order into an account.

    Raises:
        NotFound: it is somebody's already, or was placed with another address.
    """
    if not is_claimable(order, customer):
        raise NotFound("There is no such order.")
    detail = "You have added the order to your account."
    claimed = replace(order, customer_id=customer.customer_id)
    return with_event(claimed, now, "claimed", detail, By(CUSTOMER, request_id))


def claim_mail(order: Order, link: str) -> Mail:
    """Return the mail that tells the order's address where it is now."""
    values = {
        "number": order.number,
        "placed_on": date_in_words(order.placed_at),
        "total": in_figures(pence(order.sums.total_pence)),
        "link": link,
    }
    return Mail(f"order#{order.number}#claimed#1", order.email, "order-claimed", values)
