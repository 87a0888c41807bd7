"""What may happen to an order: every stage of order, payment and shipment with every action."""

from dataclasses import dataclass
from typing import Literal

OrderStatus = Literal["awaiting_payment", "paid", "shipped", "cancelled", "expired", "refunded"]
type ShipmentState = Literal["none", "packing", "shipped"]
type PaymentPart = Literal["awaited", "received", "paid_back", "not_awaited"]
type Stage = Literal[
    "awaiting_payment",
    "paid",
    "packing",
    "shipped",
    "cancelled",
    "expired",
    "refunded",
    "refunded_after_shipping",
]
# `cancel` is the customer's; the shop's own cancelling is to `call_off`.
type OrderAction = Literal[
    "pay",
    "cancel",
    "call_off",
    "expire",
    "pack",
    "unpack",
    "ship",
    "refund",
    "request_return",
    "withdraw",
    "write",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """An action that an order of this stage does not allow, and what its asker is told."""

    detail: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What a stage means: for the order, which is what customers are told, money and goods."""

    status: OrderStatus
    payment: PaymentPart
    shipment: ShipmentState


PARTS: dict[Stage, Parts] = {
    "awaiting_payment": Parts("awaiting_payment", "awaited", "none"),
    "paid": Parts("paid", "received", "none"),
    "packing": Parts("paid", "received", "packing"),
    "shipped": Parts("shipped", "received", "shipped"),
    # What had been received, or comes late, is owed: payments and events tell of it.
    "cancelled": Parts("cancelled", "not_awaited", "none"),
    "expired": Parts("expired", "not_awaited", "none"),
    "refunded": Parts("refunded", "paid_back", "none"),
    "refunded_after_shipping": Parts("refunded", "paid_back", "shipped"),
}

_TOO_FAR = Refused("This order has gone too far to be cancelled. Please write to us.")
_PACKING = Refused(
    "We are packing this order already, so it can no longer be cancelled here. Write to us from "
    "the page of the order, and we try to stop it."
)
_NOT_SHIPPED = Refused("Only what has been shipped can be returned.")
_NOT_WAITING = Refused("Only an order that waits for its payment can expire.")
_NOT_PAID = Refused("The order is not paid yet.")
_PAID = Refused("The order is paid already.")
_LEFT = Refused("The order has been shipped already.")
_NOT_PACKING = Refused("The order is not being packed.")
_CLOSED = Refused("The order is closed.")

# Every stage with every action. An expired order is paid late if its goods are still there; money
# is paid back whatever has become of the order, and closes only one that was open. Who
# withdraws from a purchase need not ask whether packing has begun.
RULES: dict[Stage, dict[OrderAction, Stage | Refused]] = {
    "awaiting_payment": {
        "pay": "paid",
        "cancel": "cancelled",
        "call_off": "cancelled",
        "expire": "expired",
        "pack": _NOT_PAID,
        "unpack": _NOT_PACKING,
        "ship": _NOT_PAID,
        "refund": Refused("Nothing has been paid for the order."),
        "request_return": _NOT_SHIPPED,
        "withdraw": "cancelled",
        "write": "awaiting_payment",
    },
    "paid": {
        "pay": _PAID,
        "cancel": "cancelled",
        "call_off": "cancelled",
        "expire": _NOT_WAITING,
        "pack": "packing",
        "unpack": _NOT_PACKING,
        "ship": "shipped",
        "refund": "refunded",
        "request_return": _NOT_SHIPPED,
        "withdraw": "cancelled",
        "write": "paid",
    },
    "packing": {
        "pay": _PAID,
        "cancel": _PACKING,
        "call_off": "cancelled",
        "expire": _NOT_WAITING,
        "pack": Refused("The order is being packed already."),
        "unpack": "paid",
        "ship": "shipped",
        "refund": "refunded",
        "request_return": _NOT_SHIPPED,
        "withdraw": "cancelled",
        "write": "packing",
    },
    "shipped": {
        "pay": _PAID,
        "cancel": _TOO_FAR,
        "call_off": _TOO_FAR,
        "expire": _NOT_WAITING,
        "pack": _LEFT,
        "unpack": _LEFT,
        "ship": _LEFT,
        "refund": "refunded_after_shipping",
        "request_return": "shipped",
        "withdraw": "shipped",
        "write": "shipped",
    },
    "cancelled": {
        "pay": _CLOSED,
        "cancel": _TOO_FAR,
        "call_off": _TOO_FAR,
        "expire": _NOT_WAITING,
        "pack": _CLOSED,
        "unpack": _CLOSED,
        "ship": _CLOSED,
        "refund": "cancelled",
        "request_return": _NOT_SHIPPED,
        "withdraw": _CLOSED,
        "write": "cancelled",
    },
    "expired": {
        "pay": "paid",
        "cancel": _TOO_FAR,
        "call_off": _TOO_FAR,
        "expire": _NOT_WAITING,
        "pack": _CLOSED,
        "unpack": _CLOSED,
        "ship": _CLOSED,
        "refund": "expired",
        "request_return": _NOT_SHIPPED,
        "withdraw": _CLOSED,
        "write": "expired",
    },
    "refunded": {
        "pay": _CLOSED,
        "cancel": _TOO_FAR,
        "call_off": _TOO_FAR,
        "expire": _NOT_WAITING,
        "pack": _CLOSED,
        "unpack": _CLOSED,
        "ship": _CLOSED,
        "refund": "refunded",
        "request_return": _CLOSED,
        "withdraw": _CLOSED,
        "write": "refunded",
    },
    "refunded_after_shipping": {
        "pay": _CLOSED,
        "cancel": _TOO_FAR,
        "call_off": _TOO_FAR,
        "expire": _NOT_WAITING,
        "pack": _CLOSED,
        "unpack": _CLOSED,
        "ship": _CLOSED,
        "refund": "refunded_after_shipping",
        "request_return": _CLOSED,
        "withdraw": _CLOSED,
        "write": "refunded_after_shipping",
    },
}


def _changes(status: OrderStatus) -> frozenset[OrderStatus]:
    reached = (
        PARTS[rule].status
        for stage, rules in RULES.items()
        if PARTS[stage].status == status
        for rule in rules.values()
        if not isinstance(rule, Refused)
    )
    return frozenset(reached) - {status}


# Every change of status there is.
CHANGES: dict[OrderStatus, frozenset[OrderStatus]] = {
    parts.status: _changes(parts.status) for parts in PARTS.values()
}


def stage_of(status: OrderStatus, shipment: ShipmentState) -> Stage:
    """Return the stage of an order; its shipment tells only stages of one status apart."""
    if status == "paid" and shipment == "packing":
        return "packing"
    if status == "refunded" and shipment == "shipped":
        return "refunded_after_shipping"
    return status
