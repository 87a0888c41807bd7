"""Orders: what was bought, what may happen to it, and what has happened."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from shop.domain.addresses import Address
from shop.domain.business_days import business_days_after
from shop.domain.errors import Conflict, NotCancellable
from shop.domain.order_sums import OrderLine, Sums
from shop.domain.shipping import ShippingWindow

OrderStatus = Literal["awaiting_payment", "paid", "shipped", "cancelled", "expired", "refunded"]
PaymentMethod = Literal["money_order", "card"]

type OrderAction = Literal["pay", "cancel", "expire", "ship", "refund", "request_return"]

# Who acts, besides an operator, who is named by an ARN.
CUSTOMER = "customer"
GUEST = "guest"
HOUSEKEEPING = "housekeeping"
PAYMENT_PROVIDER = "payment provider"


@dataclass(frozen=True, slots=True)
class Refused:
    """An action that an order of this status does not allow, and what its asker is told."""

    detail: str


_TOO_FAR = Refused("This order has gone too far to be cancelled. Please write to us.")
_NOT_SHIPPED = Refused("Only what has been shipped can be returned.")
_NOT_WAITING = Refused("Only an order that waits for its payment can expire.")
_PAID = Refused("The order is paid already.")
_CLOSED = Refused("The order is closed.")

# Every status with every action. An expired order is paid late if its goods are still there; money
# is paid back whatever has become of the order, and closes only one that was open.
RULES: dict[OrderStatus, dict[OrderAction, OrderStatus | Refused]] = {
    "awaiting_payment": {
        "pay": "paid",
        "cancel": "cancelled",
        "expire": "expired",
        "ship": Refused("The order is not paid yet."),
        "refund": Refused("Nothing has been paid for the order."),
        "request_return": _NOT_SHIPPED,
    },
    "paid": {
        "pay": _PAID,
        "cancel": "cancelled",
        "expire": _NOT_WAITING,
        "ship": "shipped",
        "refund": "refunded",
        "request_return": _NOT_SHIPPED,
    },
    "shipped": {
        "pay": _PAID,
        "cancel": _TOO_FAR,
        "expire": _NOT_WAITING,
        "ship": Refused("The order has been shipped already."),
        "refund": "refunded",
        "request_return": "shipped",
    },
    "cancelled": {
        "pay": _CLOSED,
        "cancel": _TOO_FAR,
        "expire": _NOT_WAITING,
        "ship": _CLOSED,
        "refund": "cancelled",
        "request_return": _NOT_SHIPPED,
    },
    "expired": {
        "pay": "paid",
        "cancel": _TOO_FAR,
        "expire": _NOT_WAITING,
        "ship": _CLOSED,
        "refund": "expired",
        "request_return": _NOT_SHIPPED,
    },
    "refunded": {
        "pay": _CLOSED,
        "cancel": _TOO_FAR,
        "expire": _NOT_WAITING,
        "ship": _CLOSED,
        "refund": "refunded",
        "request_return": _CLOSED,
    },
}
# Every change of status there is.
CHANGES: dict[OrderStatus, frozenset[OrderStatus]] = {
    status: frozenset(
        rule for rule in rules.values() if not isinstance(rule, Refused) and rule != status
    )
    for status, rules in RULES.items()
}
PAYMENT_BUSINESS_DAYS = 10
# A card pays at once or not at all; a day lets somebody come back with another one.
CARD_PAYMENT_DUE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order; `detail` is told to the customer.

    `actor` says by whom and `request_id` in which request; neither is told to customers.
    """

    at: datetime
    type: str
    detail: str
    actor: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts on an order, and in which request."""

    actor: str
    request_id: str = ""


type Changed = tuple[Order, OrderEvent]
"""An order as an action leaves it, and the event."""


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

    @property
    def can_return(self) -> bool:
        """Whether the customer may ask to return something."""
        return not isinstance(RULES[self.status]["request_return"], Refused)

    @property
    def buyer(self) -> str:
        """Who bought: a customer with an account, or a guest."""
        return GUEST if self.customer_id is None else CUSTOMER


def payment_due_at(placed_at: datetime, method: PaymentMethod = "money_order") -> datetime:
    """Return the instant by which an order must be paid; a money order, by the end of a day."""
    if method == "card":
        return placed_at + CARD_PAYMENT_DUE
    last_day = business_days_after(placed_at.astimezone(UTC).date(), PAYMENT_BUSINESS_DAYS)
    return datetime.combine(last_day, time(23, 59, 59), UTC)


def placed(order: Order, request_id: str = "") -> OrderEvent:
    """Return the first event of an order."""
    detail = "We have received your order."
    return OrderEvent(order.placed_at, "placed", detail, order.buyer, request_id)


def next_status(order: Order, action: OrderAction) -> OrderStatus:
    """Return the status in which an action leaves an order.

    Raises:
        NotCancellable: it cannot be cancelled any more.
        Conflict: its status does not allow the action.
    """
    rule = RULES[order.status][action]
    if not isinstance(rule, Refused):
        return rule
    raise (NotCancellable if action == "cancel" else Conflict)(rule.detail)


def cancel(order: Order, now: datetime, by: By) -> Changed:
    """Cancel an order.

    Raises:
        NotCancellable: it has been shipped, or is closed already.
    """
    status = next_status(order, "cancel")
    is_asked = by.actor in (CUSTOMER, GUEST)
    detail = "The order was cancelled at your request." if is_asked else "We cancelled the order."
    return with_event(replace(order, status=status), now, "cancelled", detail, by)


def with_event(order: Order, now: datetime, kind: str, detail: str, by: By) -> Changed:
    """Return an order with one more change, and the event."""
    event = OrderEvent(now, kind, detail, by.actor, by.request_id)
    return replace(order, version=order.version + 1), event
