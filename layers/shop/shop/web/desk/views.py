"""What operators ask of the order desk, and what it shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.data_requests import DataRequest
from shop.domain.fulfilment import Pick
from shop.domain.instants import rfc3339
from shop.domain.order_states import PARTS, OrderStatus
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.sessions import truncated
from shop.domain.stock_movements import Movement
from shop.domain.visits import VisitRecord
from shop.web.orders.views import owner_view, summary_view

type TicketNumber = Annotated[str, Meta(min_length=1, max_length=40)]
type Number = Annotated[str, Meta(min_length=1, max_length=40)]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type Operator = Annotated[
    str, Meta(pattern=r"^arn:[a-z0-9-]+:(iam|sts)::\d{12}:\S+$", max_length=256)
]

UNNAMED_OPERATOR = "operator"


class Listing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which orders to list; without a status those that wait for somebody.

    `search` is a word of their numbers, customers or goods; with it or a time, and without a
    status, orders of every status are looked through.
    """

    status: OrderStatus | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    search: Annotated[str, Meta(max_length=200)] = ""
    placed_from: Annotated[datetime, Meta(tz=True)] | None = None
    placed_until: Annotated[datetime, Meta(tz=True)] | None = None


class Picking(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """For how many paid orders to pick."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class Opening(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order to look at."""

    number: Number


class Acting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order to change, and who does it."""

    number: Number
    operator: Operator = UNNAMED_OPERATOR


class Shipping(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order has left, under which number of the carrier's."""

    number: Number
    operator: Operator = UNNAMED_OPERATOR
    tracking: Annotated[str, Meta(max_length=200)] = ""


class Diagnosing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which order to look into, and why: visits hold addresses."""

    number: Number
    operator: Operator = UNNAMED_OPERATOR
    reason: Annotated[str, Meta(min_length=3, max_length=200)] = (
        "To diagnose a problem with the order"
    )


class Asking(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""

    operator: Operator = UNNAMED_OPERATOR


def list_view(orders: Sequence[Order]) -> dict[str, Any]:
    """Show orders without what is only of their customers."""
    shown = (msgspec.to_builtins(summary_view(order)) | _state(order) for order in orders)
    return {"orders": list(shown)}


def pick_view(picks: Sequence[Pick]) -> dict[str, Any]:
    """Show what to take from the shelves."""
    return {"lines": [msgspec.to_builtins(pick) for pick in picks]}


def desk_view(order: Order, events: tuple[OrderEvent, ...]) -> dict[str, Any]:
    """Show all of an order, with who did what in which request."""
    shown: dict[str, Any] = msgspec.to_builtins(owner_view(order, events))
    told = [_event(event) for event in events]
    return shown | _state(order) | {"customer_id": order.customer_id, "events": told}


def _state(order: Order) -> dict[str, Any]:
    parts = PARTS[order.stage]
    return {"payment": parts.payment, "shipment": parts.shipment}


def payment_view(payment: Payment) -> dict[str, Any]:
    """Show how a payment by card stands; amounts in pence."""
    return {
        "payment_id": payment.payment_id,
        "provider": payment.provider,
        "state": payment.state,
        "amount_pence": payment.amount_pence,
        "refunded_pence": payment.refunded_pence,
        "due_pence": payment.due_pence,
        "reference": payment.reference,
    }


def movement_view(movement: Movement) -> dict[str, Any]:
    """Show units that an order took or gave back."""
    return {
        "at": rfc3339(movement.at),
        "sku": movement.sku,
        "reason": movement.reason,
        "quantity": movement.quantity,
        "source": movement.source,
        "note": movement.note,
        "actor": movement.actor,
        "request_id": movement.request_id,
    }


def visit_view(record: VisitRecord) -> dict[str, Any]:
    """Show a visit that belongs to an order."""
    visit = record.visit
    return {
        "at": rfc3339(visit.at),
        "ip": visit.ip,
        "network": truncated(visit.ip),
        "method": visit.method,
        "path": visit.path,
        "status": visit.status,
        "duration_ms": visit.duration_ms,
        "request_id": visit.request_id,
        "user_agent": visit.user_agent,
    }


def _event(event: OrderEvent) -> dict[str, Any]:
    return {
        "at": rfc3339(event.at),
        "type": event.type,
        "detail": event.detail,
        "actor": event.actor,
        "request_id": event.request_id,
    } | ({"ticket": event.ticket} if event.ticket else {})


def data_request_view(request: DataRequest) -> dict[str, Any]:
    """Show a request about personal data and when it is due; not whose it is."""
    return {
        "request_id": request.request_id,
        "kind": request.kind,
        "who": request.who,
        "state": request.state,
        "asked_at": rfc3339(request.asked_at),
        "due_at": rfc3339(request.due_at),
        "orders": list(request.orders),
    }
