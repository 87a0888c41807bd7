"""Orders: what was bought, what may happen to it, and what has happened."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from shop.domain.acceptances import Acceptance
from shop.domain.addresses import Address
from shop.domain.business_days import business_days_after
from shop.domain.errors import Conflict, NotCancellable
from shop.domain.order_states import (
    PARTS,
    RULES,
    OrderAction,
    OrderStatus,
    Refused,
    ShipmentState,
    Stage,
    stage_of,
)
from shop.domain.order_sums import OrderLine, Sums
from shop.domain.shipping import ShippingWindow

PaymentMethod = Literal["money_order", "card"]

# Who acts, besides an operator, who is named by an ARN.
CUSTOMER = "customer"
GUEST = "guest"
HOUSEKEEPING = "housekeeping"
PAYMENT_PROVIDER = "payment provider"


PAYMENT_BUSINESS_DAYS = 10
# A card pays at once or not at all; a day lets somebody come back with another one.
CARD_PAYMENT_DUE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order; `detail` is told to the customer.

    `actor` says by whom and `request_id` in which request; neither is told to customers. `ticket`
    is the conversation that the event is about.
    """

    at: datetime
    type: str
    detail: str
    actor: str = ""
    request_id: str = ""
    ticket: str = ""


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
    acceptances: tuple[Acceptance, ...] = ()
    shipment: ShipmentState = "none"

    @property
    def stage(self) -> Stage:
        """How it stands with order, payment and shipment together."""
        return stage_of(self.status, self.shipment)

    @property
    def can_cancel(self) -> bool:
        """Whether the customer may still cancel."""
        return not isinstance(RULES[self.stage]["cancel"], Refused)

    @property
    def can_return(self) -> bool:
        """Whether the customer may ask to return something."""
        return not isinstance(RULES[self.stage]["request_return"], Refused)

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


def next_stage(order: Order, action: OrderAction) -> Stage:
    """Return the stage in which an action leaves an order.

    Raises:
        NotCancellable: it cannot be cancelled any more.
        Conflict: its stage does not allow the action.
    """
    rule = RULES[order.stage][action]
    if not isinstance(rule, Refused):
        return rule
    raise (NotCancellable if action in ("cancel", "call_off") else Conflict)(rule.detail)


def next_status(order: Order, action: OrderAction) -> OrderStatus:
    """Return the status in which an action leaves an order.

    Raises:
        NotCancellable: it cannot be cancelled any more.
        Conflict: its stage does not allow the action.
    """
    return PARTS[next_stage(order, action)].status


def moved(order: Order, action: OrderAction) -> Order:
    """Return an order in the stage in which an action leaves it.

    Raises:
        NotCancellable: it cannot be cancelled any more.
        Conflict: its stage does not allow the action.
    """
    parts = PARTS[next_stage(order, action)]
    return replace(order, status=parts.status, shipment=parts.shipment)


def cancel(order: Order, now: datetime, by: By) -> Changed:
    """Cancel an order; the shop itself may still do so when packing has begun.

    Raises:
        NotCancellable: it is being packed, has been shipped, or is closed already.
    """
    is_asked = by.actor in (CUSTOMER, GUEST)
    detail = "The order was cancelled at your request." if is_asked else "We cancelled the order."
    after = moved(order, "cancel" if is_asked else "call_off")
    return with_event(after, now, "cancelled", detail, by)


def with_event(order: Order, now: datetime, kind: str, detail: str, by: By) -> Changed:
    """Return an order with one more change, and the event."""
    event = OrderEvent(now, kind, detail, by.actor, by.request_id)
    return replace(order, version=order.version + 1), event
