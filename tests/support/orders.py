"""Orders, reviews and answers to test with."""

from datetime import UTC, date, datetime
from typing import Any

from shop.domain.acceptances import PolicyVersion
from shop.domain.addresses import Address
from shop.domain.checkout import Review
from shop.domain.checkout_answers import Answers
from shop.domain.order_sums import OrderLine, Sums, sums_of, with_discount
from shop.domain.orders import Order
from shop.domain.shipping import ShippingWindow
from tests.support.gateway import NOW, Client

NUMBER = "CT-2PQX-5MWJ-A"
BILLING = Address(
    name="Ada Sample",
    line1="1 Sample Street",
    city="Exampleton",
    postal_code="EX1 2MP",
    country="GB",
)
SHIPPING = Address(
    name="Bo Sample",
    line1="2 Trial Road",
    line2="Flat 3",
    city="Dublin",
    region="Leinster",
    country="IE",
)
LINES = (OrderLine("LAMP", "Lamp", 2, 1999), OrderLine("MUG", "Mug", 1, 850))
POLICIES = (PolicyVersion("terms", "2026-11-22", "f" * 64),)
SUMS = sums_of(with_discount(LINES, 485), 395)


def some_sums(subtotal_pence: int, discount_pence: int, shipping_pence: int) -> Sums:
    """Return the sums of an order of one line."""
    line = OrderLine("LAMP", "Lamp", 1, subtotal_pence, discount_pence=discount_pence)
    return sums_of((line,), shipping_pence)


def an_order(**changes: Any) -> Order:
    given: dict[str, Any] = {
        "number": NUMBER,
        "version": 1,
        "status": "awaiting_payment",
        "customer_id": None,
        "placed_at": NOW,
        "email": "ada@example.com",
        "lines": LINES,
        "promotion_code": None,
        "sums": SUMS,
        "billing_address": BILLING,
        "shipping_address": SHIPPING,
        "shipping_method": "standard",
        "payment_method": "money_order",
        "payment_due_at": datetime(2026, 12, 7, 23, 59, 59, tzinfo=UTC),
        "instructions": "Ring twice.",
        "policy_version": "2026-11-22",
    }
    return Order(**given | changes)


def a_review(**changes: Any) -> Review:
    given: dict[str, Any] = {
        "idempotency_key": "review-key-of-this-review",
        "cart_version": 7,
        "email": "ada@example.com",
        "lines": LINES,
        "promotion_code": None,
        "sums": SUMS,
        "ships_between": ShippingWindow(date(2026, 11, 27), date(2026, 12, 7)),
        "billing_address": BILLING,
        "shipping_address": SHIPPING,
        "shipping_method": "standard",
        "payment_method": "money_order",
        "instructions": "Ring twice.",
        "policy_version": "2026-11-22",
        "policies": POLICIES,
    }
    return Review(**given | changes)


def some_answers(**changes: Any) -> Answers:
    given: dict[str, Any] = {
        "email": "ada@example.com",
        "billing_address": BILLING,
        "shipping_address": SHIPPING,
        "shipping_method": "standard",
        "payment_method": "money_order",
        "instructions": "Ring twice.",
    }
    return Answers(**given | changes)


ANSWERS: dict[str, Any] = {
    "email": "ada@example.com",
    "billing_address": {
        "name": "Ada Sample",
        "line1": "1 Sample Street",
        "city": "Exampleton",
        "postal_code": "EX1 2MP",
        "country": "GB",
    },
    "shipping_method": "standard",
    "payment_method": "money_order",
    "instructions": "Ring twice.",
}
"""What a program sends to the checkout."""
TYPED = {
    "email": "ada@example.com",
    **{f"billing_address.{name}": text for name, text in ANSWERS["billing_address"].items()},
    **{
        f"shipping_address.{name}": ""
        for name in ("name", "line1", "line2", "city", "region", "postal_code", "country")
    },
    "billing_address.line2": "",
    "billing_address.region": "",
    "shipping_method": "standard",
    "payment_method": "money_order",
    "instructions": "Ring twice.",
}
"""What a browser sends for the same: every field of the form."""


def reviewed(client: Client, quantity: int = 2, sku: str = "LAMP-1", **answers: Any) -> Any:
    """Fill a program's cart and review the order; return the review."""
    assert client.post("/cart/lines", {"sku": sku, "quantity": quantity}).status == 200
    answer = client.post("/checkout", ANSWERS | answers)
    assert answer.status == 200, answer.text
    return answer.json


def confirmation(review: Any) -> dict[str, Any]:
    """Return what confirms a review."""
    return {name: review[name] for name in ("idempotency_key", "cart_version")}


def bought(client: Client, quantity: int = 2, **answers: Any) -> Any:
    """Let a program order; return the order."""
    answer = client.post("/orders", confirmation(reviewed(client, quantity, **answers)))
    assert answer.status == 201, answer.text
    return answer.json
