"""The checkout and the review as answers show them."""

from contextlib import suppress
from typing import Any

import msgspec

from shop.domain.acceptances import PolicyVersion
from shop.domain.addresses import Address
from shop.domain.carts import Cart
from shop.domain.checkout import Review
from shop.domain.checkout_answers import PAYMENT_METHODS
from shop.domain.countries import country_name
from shop.domain.money import Money, pence
from shop.domain.order_sums import OrderLine, Sums, tax_lines
from shop.domain.shipping import SHIPPING_METHODS, ShippingWindow, window_in_words
from shop.domain.tax import export_note
from shop.gateways.card_offers import page_origins
from shop.web.cart.views import LineView
from shop.web.headers import form_leads_to


class Window(msgspec.Struct, kw_only=True, rename={"first_on": "from", "last_on": "to"}):
    """The first and the last day on which an order is expected to be shipped."""

    first_on: str
    last_on: str


class ReviewView(msgspec.Struct, kw_only=True):
    """What would be ordered: nothing is placed, charged or reserved yet."""

    idempotency_key: str
    cart_version: int
    email: str
    lines: list[LineView]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    ships_between: Window
    billing_address: Address
    shipping_address: Address
    shipping_method: str
    payment_method: str
    instructions: str
    policy_version: str
    policies: tuple[PolicyVersion, ...]


def review_headers(review: Review) -> dict[str, str]:
    """Return the headers of the review's page, whose form leads on to where the order is paid."""
    return form_leads_to(*page_origins()) if review.payment_method == "card" else {}


def review_view(review: Review) -> ReviewView:
    """Show a review."""
    return ReviewView(
        idempotency_key=review.idempotency_key,
        cart_version=review.cart_version,
        email=review.email,
        lines=order_line_views(review.lines),
        subtotal=pence(review.sums.subtotal_pence),
        discount=pence(review.sums.discount_pence),
        shipping=pence(review.sums.shipping_pence),
        tax=pence(review.sums.tax_pence),
        total=pence(review.sums.total_pence),
        ships_between=window_view(review.ships_between),
        billing_address=review.billing_address,
        shipping_address=review.shipping_address,
        shipping_method=review.shipping_method,
        payment_method=review.payment_method,
        instructions=review.instructions,
        policy_version=review.policy_version,
        policies=review.policies,
    )


def review_context(review: Review) -> dict[str, Any]:
    """Return what only the page of the review needs: names and days in words."""
    return {
        "promotion_code": review.promotion_code or "",
        "window": window_in_words(review.ships_between),
        "export_note": export_note(review.shipping_address.country),
        "tax": tax_context(review.sums),
    } | names_context(review.shipping_method, review.billing_address, review.shipping_address)


def tax_context(sums: Sums) -> dict[str, Any]:
    """Return the tax of an order for people: in words and figures for each rate."""
    return {"lines": tax_lines(sums), "is_included": sums.prices_include_tax}


def names_context(method: str, *addresses: Address) -> dict[str, Any]:
    """Return the names, for people, of a shipping method, the payment methods and countries."""
    return {
        "shipping_name": SHIPPING_METHODS[method].name if method in SHIPPING_METHODS else method,
        "payment_names": PAYMENT_METHODS,
        "country_names": {a.country: country_name(a.country) for a in addresses},
    }


def review_text(review: Review) -> str:
    """Write a review as the text kept with its cart."""
    return msgspec.json.encode(review).decode()


def pending_review(cart: Cart | None) -> Review | None:
    """Return the review that waits with a cart to be confirmed; None if it has been overtaken.

    One that another version of the shop wrote, with other contents, counts as overtaken.
    """
    if cart is not None and cart.review is not None:
        with suppress(msgspec.DecodeError):
            review = msgspec.json.decode(cart.review, type=Review)
            return review if review.cart_version == cart.version else None
    return None


def order_line_views(lines: tuple[OrderLine, ...]) -> list[LineView]:
    """Show the lines of a review or an order."""
    return [
        LineView(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            unit_price=pence(line.unit_price_pence),
            total=pence(line.total_pence),
        )
        for line in lines
    ]


def window_view(window: ShippingWindow) -> Window:
    """Show when an order is expected to be shipped, in dates."""
    return Window(first_on=window.first_on.isoformat(), last_on=window.last_on.isoformat())
