"""Orders: what was bought, what may happen to it, and what has happened."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from shop.domain.addresses import Address
from shop.domain.business_days import business_days_after
from shop.domain.errors import NotCancellable
from shop.domain.money import included_tax
from shop.domain.shipping import ShippingWindow

OrderStatus = Literal["awaiting_payment", "paid", "shipped", "cancelled", "expired", "refunded"]
PaymentMethod = Literal["money_order", "card"]

# Every change of status there is.
CHANGES: dict[OrderStatus, frozenset[OrderStatus]] = {
    "awaiting_payment": frozenset(("paid", "cancelled", "expired")),
    "paid": frozenset(("shipped", "cancelled", "refunded")),
    "shipped": frozenset(("refunded",)),
    "cancelled": frozenset(),
    "expired": frozenset(),
    "refunded": frozenset(),
}
# The UK's standard rate (Value Added Tax Act 1994, section 2); prices include it.
TAX_PERCENT = 20
PAYMENT_BUSINESS_DAYS = 10
# A card pays at once or not at all; a day lets somebody come back with another one.
CARD_PAYMENT_DUE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many units of one product at the price they were reviewed at."""

    sku: str
    name: str
    quantity: int
    unit_price_pence: int

    @property
    def total_pence(self) -> int:
        """The price of all units."""
        return self.quantity * self.unit_price_pence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What an order comes to, in pence; the tax is a part of the total."""

    subtotal_pence: int
    discount_pence: int
    shipping_pence: int

    @property
    def total_pence(self) -> int:
        """What is to be paid."""
        return self.subtotal_pence - self.discount_pence + self.shipping_pence

    @property
    def tax_pence(self) -> int:
        """The tax contained in the total."""
        return included_tax(self.total_pence, TAX_PERCENT)


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order; `detail` is told to the customer."""

    at: datetime
    type: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order; `version` counts its changes, a guest's has no `customer_id`.

    `ships_between` is None until the order is paid in full.
    """

    number: str
    version: int
    status: OrderStatus
    customer_id: str | None
    placed_at: datetime
    email: str
    lines: tuple[OrderLine, ...]
    promotion_code: str | None
    sums: Sums
    billing_address: Address
    shipping_address: Address
    shipping_method: str
    payment_method: PaymentMethod
    payment_due_at: datetime
    ships_between: ShippingWindow | None = None
    tracking: str | None = None
    instructions: str
    policy_version: str

    @property
    def can_cancel(self) -> bool:
        """Whether the customer may still cancel."""
        return "cancelled" in CHANGES[self.status]


def payment_due_at(placed_at: datetime, method: PaymentMethod = "money_order") -> datetime:
    """Return the instant by which an order must be paid; a money order, by the end of a day."""
    if method == "card":
        return placed_at + CARD_PAYMENT_DUE
    last_day = business_days_after(placed_at.astimezone(UTC).date(), PAYMENT_BUSINESS_DAYS)
    return datetime.combine(last_day, time(23, 59, 59), UTC)


def placed(order: Order) -> OrderEvent:
    """Return the first event of an order."""
    return OrderEvent(order.placed_at, "placed", "We have received your order.")


def cancel(order: Order, now: datetime) -> tuple[Order, OrderEvent]:
    """Cancel an order; return it as it is then, and the event.

    Raises:
        NotCancellable: it has been shipped, or is closed already.
    """
    if not order.can_cancel:
        raise NotCancellable("This order has gone too far to be cancelled. Please write to us.")
    cancelled = replace(order, status="cancelled", version=order.version + 1)
    return cancelled, OrderEvent(now, "cancelled", "The order was cancelled at your request.")
