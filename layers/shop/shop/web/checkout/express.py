"""Ordering in two clicks: what a customer's account answers of the checkout by itself."""

from typing import Any

from shop.domain.address_book import find
from shop.domain.carts import PricedCart
from shop.domain.checkout import delivery_offers
from shop.domain.customers import Customer
from shop.domain.money import in_figures, pence
from shop.web.checkout.choices import in_a_line, payment_methods
from shop.web.requests import Request
from shop.web.visitor import current_login, require_customer


def express_context(request: Request, cart: PricedCart) -> dict[str, Any]:
    """Return the answers with which the page of a cart leads straight to the review, or None.

    They are for a customer who keeps addresses, and for a cart that can be ordered as it is.
    """
    can_order = request.wants_page and bool(cart.lines) and not cart.problems
    if not can_order or current_login(request) is None:
        return {"express": None}
    return {"express": _answers(cart, require_customer(request))}


def _answers(cart: PricedCart, customer: Customer) -> dict[str, Any] | None:
    book = customer.address_book
    billing = find(book, book.default_billing or "")
    shipping = find(book, book.default_shipping or "") or billing
    if billing is None or shipping is None:
        return None
    possible = delivery_offers(cart, shipping.address.country)
    if not possible:
        return None
    method, price_pence = possible[0]
    return {
        "email": customer.email,
        "billing": billing.address,
        "shipping": None if shipping == billing else shipping.address,
        "method": method.id,
        "delivery": f"{method.name}, {in_figures(pence(price_pence)) if price_pence else 'free'}",
        "destination": in_a_line(shipping.address),
        "payments": list(payment_methods().items()),
    }
