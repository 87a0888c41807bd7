"""The pages that a widget shows: what each asks for, which data it shows, and by which template."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from shop.domain.canned_replies import CANNED_REPLIES
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.instants import rfc3339
from shop.domain.order_figures import is_test
from shop.domain.order_states import PARTS, RULES, Refused, Stage
from shop.domain.payments import OFFLINE
from shop.storage import orders, payments, stock_movements
from shop.web.desk.acting import act
from shop.web.desk.actions import ACTIONS
from shop.web.desk.views import movement_view, payment_view
from shop.web.desk.widget_context import OPERATOR_FIELD, WidgetContext
from shop.web.desk.widget_fields import Fields, import_fields, typed_fields
from shop.web.desk.widget_visitors import visitors_asked, visitors_drawn

# Orders that wait for somebody are shown whatever the dashboard's time range: none is forgotten.
_WAITING = (None, "", "paid", "awaiting_payment")
_PICKED = 100
_MOST_TOLD_ROWS = 50

type More = Callable[[Fields, "Viewing", dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """A look at a page: from which dashboard, in which request, for whom."""

    context: WidgetContext
    request_id: str
    operator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page; `before` changes what is asked for, `more` adds to what the action answers.

    `name` is the action whose answer it shows, none for a page that asks for nothing. A page that
    leads to somebody's visits is for operators only who are `named`.
    """

    title: str
    name: str | None
    before: Callable[[Fields, Viewing], Fields] | None = None
    more: More | None = None
    is_named: bool = False
    is_popup: bool = False


def shown(page: str, fields: Fields, viewing: Viewing) -> dict[str, Any]:
    """Return what a page shows.

    Raises:
        ShopError: whatever the page's action refuses.
    """
    found = PAGES[page]
    asked = found.before(fields, viewing) if found.before else fields
    answer = _asked(found.name, asked, viewing) if found.name else {}
    return answer | (found.more(fields, viewing, answer) if found.more else {})


def _asked(action: str, fields: Fields, viewing: Viewing) -> dict[str, Any]:
    """Ask for data; whoever looks is logged by name, where the action asks for it."""
    kind, _ = ACTIONS[action]
    takes_name = viewing.operator is not None and OPERATOR_FIELD in kind.__struct_fields__
    named = {OPERATOR_FIELD: viewing.operator} if takes_name else {}
    return act(action, fields | named, viewing.request_id, strict=False)


def _orders_asked(fields: Fields, viewing: Viewing) -> Fields:
    context = viewing.context
    if fields.get("status") in _WAITING or context.starts_at is None or context.ends_at is None:
        return fields
    return fields | {"placed_from": context.starts_at, "placed_until": context.ends_at}


def _orders_more(fields: Fields, viewing: Viewing, _answer: dict[str, Any]) -> dict[str, Any]:
    asked = _orders_asked(fields, viewing)
    return {
        "status": fields.get("status") or "",
        "search": fields.get("search") or "",
        "starts_at": rfc3339(asked["placed_from"]) if "placed_from" in asked else None,
        "ends_at": rfc3339(asked["placed_until"]) if "placed_until" in asked else None,
    }


def _messages_more(fields: Fields, _viewing: Viewing, _answer: dict[str, Any]) -> dict[str, Any]:
    return {"state": fields.get("state") or "", "mine": fields.get("mine") or "false"}


def _order_more(_fields: Fields, _viewing: Viewing, answer: dict[str, Any]) -> dict[str, Any]:
    number = answer["number"]
    return {
        "may": _may(answer),
        "payments": [payment_view(p) for p in payments.list_by_order(number)],
        "movements": [
            movement_view(movement)
            for line in answer["lines"]
            for movement in stock_movements.list_by_source(line["sku"], number)
        ],
        "story": None,
    }


def _may(order: Mapping[str, Any]) -> dict[str, bool]:
    stages: dict[tuple[str, str], Stage] = {
        (parts.status, parts.shipment): stage for stage, parts in PARTS.items()
    }
    rules = RULES[stages[order["status"], order["shipment"]]]
    names = ("pay", "pack", "unpack", "ship", "call_off", "refund")
    return {name: not isinstance(rules[name], Refused) for name in names}  # type: ignore[index]


def _diagnose_more(_fields: Fields, viewing: Viewing, answer: dict[str, Any]) -> dict[str, Any]:
    order = answer["order"]
    more = _order_more({}, viewing, order)
    return {**order, "mails": answer["mails"], **more, "story": answer}


def _reasoned(fields: Fields, viewing: Viewing) -> Fields:
    """Ask who looks at somebody's visits, and why.

    Raises:
        InvalidFields: it is not said.
    """
    missing = []
    if viewing.operator is None:
        missing.append(FieldError(OPERATOR_FIELD, "Say who you are first: it is logged."))
    if not str(fields.get("reason", "")).strip():
        missing.append(FieldError("reason", "Say why you look: it is logged."))
    if missing:
        raise InvalidFields(*missing)
    return fields


def _picks_more(_fields: Fields, _viewing: Viewing, _answer: dict[str, Any]) -> dict[str, Any]:
    waiting = orders.list_by_numbers(orders.list_by_status("paid", _PICKED))
    parcels = [
        {
            "number": order.number,
            "shipment": order.shipment,
            "shipping_method": order.shipping_method,
            "instructions": order.instructions,
            "address": msgspec.to_builtins(order.shipping_address),
            "lines": [{"sku": x.sku, "name": x.name, "quantity": x.quantity} for x in order.lines],
        }
        for order in waiting
        if not is_test(order)
    ]
    return {"parcels": parcels}


def _message_more(_fields: Fields, _viewing: Viewing, _answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "canned_texts": {reply.name: reply.text for reply in CANNED_REPLIES},
        "canned_choices": [("", "none"), *((reply.name, reply.title) for reply in CANNED_REPLIES)],
    }


def _way_back(number: str) -> str:
    """Return how money goes back for an order: as it came."""
    made = payments.list_by_order(number)
    return "bank" if made and made[-1].provider == OFFLINE else ""


def _returns_more(_fields: Fields, _viewing: Viewing, answer: dict[str, Any]) -> dict[str, Any]:
    """Return which product a line is, which buttons say, and how a return is likely paid back."""
    return {
        "ways": {
            each["return_id"]: _way_back(each["number"])
            for each in answer["returns"]
            if each["state"] == "received"
        },
        "numbered": {
            each["return_id"]: {
                str(place): {"sku": line["sku"]} for place, line in enumerate(each["lines"])
            }
            for each in answer["returns"]
        },
    }


def _import_more(fields: Fields, viewing: Viewing, _answer: dict[str, Any]) -> dict[str, Any]:
    if not fields.get("check"):
        return {"dry": None}
    asked = import_fields(typed_fields(viewing.context.typed, "import"))
    dry = act("import-products", asked, viewing.request_id, strict=False)
    counted = Counter(row["outcome"] for row in dry["rows"])
    refused_first = sorted(dry["rows"], key=lambda row: (row["outcome"] != "reject", row["line"]))
    return {
        "dry": dry,
        "counts": {name: counted[name] for name in ("create", "update", "same", "reject")},
        "told_rows": refused_first[:_MOST_TOLD_ROWS],
    }


PAGES: dict[str, Page] = {
    "orders": Page(title="Orders", name="orders", before=_orders_asked, more=_orders_more),
    "order": Page(title="Order", name="order", more=_order_more),
    "diagnose": Page(
        title="Order", name="diagnose", before=_reasoned, more=_diagnose_more, is_named=True
    ),
    "pick-list": Page(title="Pick list", name="pick-list", more=_picks_more),
    "refunds": Page(title="Owed to customers", name="refunds"),
    "parked-payments": Page(title="Parked payments", name="parked-payments"),
    "returns": Page(title="Returns", name="returns", more=_returns_more),
    "withdrawals": Page(title="Withdrawals", name="withdrawals"),
    "messages": Page(title="Messages", name="messages", more=_messages_more),
    "message": Page(title="Message", name="message", more=_message_more),
    "products": Page(title="Stock", name="products"),
    "stock-history": Page(title="Stock ledger", name="stock-history"),
    "promotions": Page(title="Promotions", name="promotions"),
    "import": Page(title="Import goods", name=None, more=_import_more),
    "visitors": Page(
        title="Visitors",
        name="visitors",
        before=lambda fields, viewing: visitors_asked(fields, viewing.context),
        more=lambda _fields, viewing, report: visitors_drawn(report, viewing.context),
    ),
    "visits": Page(title="Visits", name="visits", before=_reasoned, is_named=True),
    "find-visits": Page(title="Visits", name=None),
    "data-requests": Page(title="Data requests", name="data-requests"),
    "links": Page(title="Links", name="links"),
    "mail": Page(title="Mail", name="mail", is_popup=True),
}
