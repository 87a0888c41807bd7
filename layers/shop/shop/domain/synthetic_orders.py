"""The orders that the shop places itself, every quarter of an hour, to see whether it can be done.

They are known by what they buy, and nobody else can buy that (`shop.web.synthetic_marks`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from shop.domain.catalogue import TEST_SKU, Product
from shop.domain.order_figures import is_test
from shop.domain.orders import Order

# Amazon SES's mailbox simulator. Nobody is mailed about these orders; if a mail were sent by
# mistake, it would reach no person.
EMAIL = "success@simulator.amazonses.com"
PRODUCT = Product(
    sku=TEST_SKU,
    name="Test parcel",
    description="Bought by the shop itself, to see whether orders can be placed. Not for sale.",
    category="paper",
    price_pence=100,
    available=10,
    low_stock_at=0,
    weight_grams=10,
    image="lamp-hush-01.svg",
    image_alt="A ghost",
)
# What is sent to the checkout; the postcode is of no place.
ANSWERS: dict[str, Any] = {
    "email": EMAIL,
    "billing_address": {
        "name": "Synthetic Order",
        "line1": "1 Test Street",
        "city": "Exampleton",
        "postal_code": "EX1 2MP",
        "country": "GB",
    },
    "shipping_method": "standard",
    "payment_method": "money_order",
    "instructions": "Placed by the shop itself. Do not send.",
}
# A run that is still going on has an order that is open, too.
_ABANDONED = timedelta(minutes=5)
# Long enough for an operator who was called to look at it.
_KEPT = timedelta(hours=1)
# So many there are at the most: of an hour and until the next hour's cleaning, and some to spare.
MOST_KEPT = 20


def abandoned(orders: Iterable[Order], now: datetime) -> list[Order]:
    """Return the test orders that a run has left open."""
    return [o for o in orders if is_test(o) and o.can_cancel and o.placed_at <= now - _ABANDONED]


def to_forget(orders: Iterable[Order], now: datetime) -> list[Order]:
    """Return the test orders that are closed and have been looked at long enough."""
    closed = ("cancelled", "expired", "refunded")
    return [o for o in orders if is_test(o) and o.status in closed and o.placed_at <= now - _KEPT]
