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
from shop.web.order_views import owner_view, summary_view

type TicketNumber = Annotated[str, Meta(min_length=1, max_length=40)]
type Number = Annotated[str, Meta(min_length=1, max_length=40)]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type Operator = Annotated[
    str, Meta(pattern=r"^arn:[a-z0-9-]+:(iam|sts)::\d{12}:\S+$", max_length=256)
]

UNNAMED_OPERATOR = "operator"

DESCRIPTION = """\
## Order desk

Invoke it with one of these; the same again does nothing more.

| action | fields |
|---|---|
| `orders` | `status` (paid and unpaid ones if absent), `limit` (1 to 100, 50 if absent) |
| `orders` | also `search` (number, customer, goods), `placed_from`, `placed_until` |
| `order` | `number` |
| `mark-paid` | `number`, `operator` |
| `pick-list` | `limit` (orders, as above): what to take from the shelves for paid orders |
| `pack` | `number`, `operator`: from then on its customer cannot cancel it alone |
| `unpack` | `number`, `operator`: it goes back to the orders that wait |
| `ship` | `number`, `tracking` (may be empty), `operator` |
| `cancel` | `number`, `operator` |
| `refund` | `number`, `amount_pence` (else all), `key` (to pay the same again), `operator` |
| `refund` | also `how` (`cheque` or `bank`) if you sent the money back, and its `reference` |
| `refunds` | `limit` (1 to 100, 50 if absent): what is owed to customers |
| `parked-payments` | `limit`: what payment providers told that names no payment |
| `promotions` | `limit` (1 to 100, 50 if absent): the codes with their uses |
| `start-promotion` | `code`, `kind` (`percent`, `fixed`, `free_shipping`), `ends_at`, `operator` |
| `start-promotion` | also `amount` (per cent or pence), `starts_at`, `least_subtotal_pence` |
| `start-promotion` | also `most_uses` (by all), `most_uses_each` (by one customer) |
| `end-promotion` | `code`, `operator` |
| `mail` | `number`, `mail` (its name in `order`, such as `shipped.1`), `operator` |
| `resend` | `number`, `mail`, `operator` |
| `invoice` | `number`: issues what is missing; `operator` |
| `invoices` | `series` (`INV-2026`, `CRN-2026`), `after` (a position), `limit` |
| `returns` | `state` (those that wait for somebody if absent), `limit` |
| `approve-return` | `return_id`, `operator` |
| `decline-return` | `return_id`, `answer` (told to the customer), `operator` |
| `receive-return` | `return_id`, `lines` of `sku`, `restocked`, `damaged`, `operator` |
| `refund-return` | `return_id`, `how` and `reference` as for `refund`, `operator` |
| `withdrawals` | `state` (`open` if absent, or `done`), `limit` |
| `accept-withdrawal` | `withdrawal_id`, `number` and `lines` (else as declared), `operator` |
| `decline-withdrawal` | `withdrawal_id`, `answer` (told to who declared it), `operator` |
| `products` | `limit`: what is sold out or low first |
| `set-stock` | `sku`, `available`, `reason`, `key`, `available_read` (as counted), `operator` |
| `stock-history` | `sku`, `limit`: what moved its stock, the newest first, with who and why |
| `repair-stock` | `sku`, `available` (as counted; else what its movements come to), `reason`, |
| `repair-stock` | `key`, `available_read`, `operator`: lets stock and movements agree again |
| `import-products` | `rows` (columns of the goods' file): a dry run, which tells its `confirm` |
| `import-products` | also `confirm`, `operator`: does it; `import_id` goes on with an import |
| `undo-import` | `import_id`, `after` (a SKU), `limit` (500), `operator`: takes changes back |
| `export-products` | `after` (a SKU), `limit`: all goods by SKU, with the columns of the file |
| `visitors` | `days` (1 to 92, 30 if absent), or `first_on` and `last_on`: numbers |
| `links` | whether the links to other sites lead somewhere, and how often they were followed |
| `visits` | `ip`, `session` or `number`; `operator`, `reason` (it is logged) |
| `messages` | `state`, `limit`: those that wait if no state is named, and apart the suspicious |
| `messages` | also `mine`: only those assigned to `operator` |
| `message` | `ticket`, `operator`, `reason`: with its order's story and its writer's errors |
| `reply` | `ticket`, `key`, `message` or `canned` (a name that `message` lists), `operator` |
| `message-state` | `ticket`, `state` (`open` or `closed`), `operator` |
| `note` | `ticket`, `key`, `note`: for colleagues only; `operator` |
| `assign` | `ticket`, `to` (`me`, `nobody`, a user name or an ARN), `operator` |
| `diagnose` | `number`, `operator`, `reason` (it is logged) |
| `data-requests` | |
| `accept-correction` | `correction_id`, `answer` (told to the customer), `operator` |
| `decline-correction` | `correction_id`, `answer` (told to the customer), `operator` |

`operator` is the ARN of whoever acts, kept with what happened; CloudTrail knows it in any case.
### On a dashboard

Set `action` to a page; each leads to all others. Of one thing show `order`, `diagnose`, `message`,
`stock-history` and `visits`, with the fields above; of all that waits, whatever the time range:
`orders`, `pick-list`, `messages`, `returns`, `withdrawals`, `refunds`, `products`, `promotions`,
`data-requests`, `links`. `import` and `find-visits` ask for something first. Of the dashboard's
time range are `visitors` (its days of UTC, at most 92) and `orders` of a `status`. Instants are in
the dashboard's time. Buttons ask before they change something; what is done is kept with
`operator`, the widget's parameter or typed on the page. A refresh shows the same page again.

``` yaml
action: orders
status: paid
operator: ada
```
"""


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
