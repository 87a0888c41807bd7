"""The actions of the order desk: what each asks for, does and answers."""

from collections.abc import Callable
from datetime import datetime
from itertools import batched
from typing import Any, get_args

import msgspec

from shop.domain.catalogue import TEST_SKU
from shop.domain.fulfilment import pick_list
from shop.domain.instants import rfc3339
from shop.domain.order_figures import is_test
from shop.domain.order_search import is_about
from shop.domain.order_states import OrderStatus
from shop.domain.orders import By, Order
from shop.domain.sessions import truncated
from shop.domain.synthetic_orders import MOST_KEPT
from shop.domain.visit_faults import recent_faults
from shop.domain.visits import order_subject
from shop.storage import (
    corrections,
    data_requests,
    orders,
    payment_events,
    payments,
    return_requests,
    visits,
    withdrawals,
)
from shop.telemetry import count
from shop.web.desk import corrections as corrected
from shop.web.desk import (
    goods,
    goods_files,
    link_checks,
    messages,
    money,
    notes,
    returns,
    stock_ledger,
    views,
    visitors,
)
from shop.web.desk import mails as desk_mails
from shop.web.desk import orders as desk
from shop.web.desk import promotions as codes
from shop.web.desk import visits as seen
from shop.web.desk import withdrawals as declared
from shop.web.orders.correction_views import correction_view
from shop.web.orders.return_views import return_view

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0
_OPEN: tuple[OrderStatus, ...] = ("paid", "awaiting_payment")
_EVERY: tuple[OrderStatus, ...] = get_args(OrderStatus)
_MOST_READ = 100


def list_orders(asked: views.Listing, _by: By, _now: datetime) -> dict[str, Any]:
    """List the orders of a status, or those to be packed and paid, the one due last first.

    With words or a time and without a status, orders of every status are looked through.

    The shop's own test orders are only for whoever searches for what they buy.
    """
    is_narrowed = asked.search or asked.placed_from or asked.placed_until
    # What is narrowed down afterwards is looked for among as many as can be read at once.
    limit = _MOST_READ if is_narrowed else asked.limit + MOST_KEPT
    statuses = (asked.status,) if asked.status else _EVERY if is_narrowed else _OPEN
    numbers = [n for status in statuses for n in orders.list_by_status(status, limit)]
    found = [
        order
        for some in batched(numbers, _MOST_READ, strict=False)
        for order in orders.list_by_numbers(some)
    ]
    return views.list_view([order for order in found if _is_asked(order, asked)][: asked.limit])


def _is_asked(order: Order, asked: views.Listing) -> bool:
    if is_test(order) and TEST_SKU not in asked.search.upper():
        return False
    if asked.placed_from and order.placed_at < asked.placed_from:
        return False
    if asked.placed_until and order.placed_at > asked.placed_until:
        return False
    return is_about(order, asked.search)


def list_picks(asked: views.Picking, _by: By, _now: datetime) -> dict[str, Any]:
    """List what to take from the shelves for the orders that are paid and have not left."""
    waiting = orders.list_by_numbers(orders.list_by_status("paid", asked.limit))
    return views.pick_view(pick_list(waiting))


def open_order(asked: views.Opening, _by: By, now: datetime) -> dict[str, Any]:
    """Show an order with everything that happened to it, and its mails."""
    order, events = desk.get_order(asked.number)
    return views.desk_view(order, events) | {"mails": desk_mails.mails_of(order, now)}


def mark_paid(asked: views.Acting, by: By, now: datetime) -> dict[str, Any]:
    """Note that an order is paid in full."""
    return _done(desk.mark_paid(asked.number, by, now, seconds_left=_SECONDS), asked)


def pack(asked: views.Acting, by: By, now: datetime) -> dict[str, Any]:
    """Note that packing has begun."""
    return _done(desk.mark_packing(asked.number, by, now, seconds_left=_SECONDS), asked)


def unpack(asked: views.Acting, by: By, now: datetime) -> dict[str, Any]:
    """Note that packing has stopped."""
    return _done(desk.mark_unpacked(asked.number, by, now, seconds_left=_SECONDS), asked)


def ship(asked: views.Shipping, by: By, now: datetime) -> dict[str, Any]:
    """Note that an order has left."""
    outcome = desk.mark_shipped(asked.number, asked.tracking, by, now, seconds_left=_SECONDS)
    return _done(outcome, asked)


def cancel(asked: views.Acting, by: By, now: datetime) -> dict[str, Any]:
    """Cancel an order."""
    return _done(desk.cancel(asked.number, by, now, seconds_left=_SECONDS), asked)


def diagnose(asked: views.Diagnosing, _by: By, now: datetime) -> dict[str, Any]:
    """Show an order with its mails, payments and visits."""
    order, events = desk.get_order(asked.number)
    records = visits.list_by_subject(order_subject(order.number), now)
    count("VisitLookUps")
    return {
        "order": views.desk_view(order, events),
        "returns": [
            msgspec.to_builtins(return_view(asked))
            for asked in return_requests.list_by_order(order.number)
        ],
        "withdrawals": [declared.shown(w) for w in withdrawals.list_by_number(order.number)],
        "mails": desk_mails.mails_of(order, now),
        "payments": [views.payment_view(p) for p in payments.list_by_order(order.number)],
        # What the provider told, and what was parked of it.
        "told": [
            {"type": kind, "outcome": outcome, "at": rfc3339(at)}
            for kind, outcome, at in payment_events.list_told(order.number)
        ],
        "visits": [views.visit_view(record) for record in records],
        "failed": [
            {"at": rfc3339(v.at), "method": v.method, "path": v.path, "status": v.status}
            | {"request_id": v.request_id, "network": truncated(v.ip)}
            for v in recent_faults(records)
        ],
    }


def list_data_requests(_asked: views.Asking, _by: By, _now: datetime) -> dict[str, Any]:
    """List the requests about personal data that are not finished, with when they are due."""
    found = list(data_requests.list_unfinished())
    asked = [number for request in found if request.kind == "correct" for number in request.orders]
    wishes = {
        correction.correction_id: msgspec.to_builtins(correction_view(correction))
        for number in dict.fromkeys(asked)
        for correction in corrections.list_by_order(number)
    }
    return {
        "requests": [
            views.data_request_view(r)
            | ({"correction": wishes.get(r.request_id)} if r.kind == "correct" else {})
            for r in found
        ]
    }


def _done(outcome: str, asked: views.Acting | views.Shipping) -> dict[str, Any]:
    return {"outcome": outcome, "order": views.desk_view(*desk.get_order(asked.number))}


type Action = Callable[[Any, By, datetime], dict[str, Any]]
ACTIONS: dict[str, tuple[type[msgspec.Struct], Action]] = {
    "orders": (views.Listing, list_orders),
    "order": (views.Opening, open_order),
    "mark-paid": (views.Acting, mark_paid),
    "pick-list": (views.Picking, list_picks),
    "pack": (views.Acting, pack),
    "unpack": (views.Acting, unpack),
    "ship": (views.Shipping, ship),
    "cancel": (views.Acting, cancel),
    "refund": (money.Refunding, money.refund),
    "refunds": (money.Owing, money.list_owed),
    "parked-payments": (money.ListingParked, money.list_parked),
    "promotions": (codes.ListingPromotions, codes.list_promotions),
    "start-promotion": (codes.StartingPromotion, codes.start_promotion),
    "end-promotion": (codes.EndingPromotion, codes.end_promotion),
    "mail": (desk_mails.Reading, desk_mails.show),
    "resend": (desk_mails.Repeating, desk_mails.resend),
    "invoice": (money.Issuing, money.issue),
    "invoices": (money.Listing, money.list_documents),
    "returns": (returns.ListingReturns, returns.list_returns),
    "approve-return": (returns.Approving, returns.approve_return),
    "decline-return": (returns.Declining, returns.decline_return),
    "receive-return": (returns.Receiving, returns.receive_return),
    "refund-return": (returns.RefundingReturn, returns.refund_return),
    "withdrawals": (declared.ListingWithdrawals, declared.list_withdrawals),
    "accept-withdrawal": (declared.Accepting, declared.accept_withdrawal),
    "decline-withdrawal": (declared.Refusing, declared.decline_withdrawal),
    "products": (goods.ListingProducts, goods.list_products),
    "set-stock": (goods.SettingStock, goods.set_stock),
    "stock-history": (stock_ledger.Tracing, stock_ledger.trace_stock),
    "repair-stock": (stock_ledger.Repairing, stock_ledger.repair_stock),
    "import-products": (goods.Importing, goods.import_products),
    "undo-import": (goods_files.Undoing, goods_files.undo_import),
    "export-products": (goods_files.Exporting, goods_files.export_products),
    "links": (link_checks.ListingLinks, link_checks.list_links),
    "visitors": (visitors.Reporting, visitors.report_visitors),
    "visits": (seen.ReadingVisits, seen.list_visits),
    "messages": (messages.ListingMessages, messages.list_messages),
    "message": (messages.ReadingMessage, messages.open_message),
    "reply": (messages.Replying, messages.reply),
    "message-state": (notes.SettingState, notes.set_state),
    "note": (notes.Noting, notes.keep_note),
    "assign": (notes.Assigning, notes.assign),
    "diagnose": (views.Diagnosing, diagnose),
    "data-requests": (views.Asking, list_data_requests),
    "accept-correction": (corrected.AcceptingCorrection, corrected.accept_correction),
    "decline-correction": (corrected.DecliningCorrection, corrected.decline_correction),
}
