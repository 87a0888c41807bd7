"""Issuing what an order is to have: its invoice, and a credit note for each refund.

However often and by however many it is asked for at once, each is issued once, and the numbers of a
series follow each other.
"""

import time
from datetime import datetime

from shop.domain.errors import Conflict, TryAgain
from shop.domain.invoices import Document, Seller, issue, next_document
from shop.domain.order_figures import is_test
from shop.domain.orders import By, Order, OrderEvent
from shop.gateways.settings import SHOP
from shop.storage import invoices, orders, payments, refunds
from shop.storage.transactions import pause_with_jitter
from shop.telemetry import log_event

SELLER = Seller(
    name=SHOP.name,
    postal_address=SHOP.postal_address,
    email=SHOP.email,
    telephone=SHOP.telephone,
    tax_number=SHOP.tax_number,
)
# One counter is everybody's: as many are tried as may well stand before this one.
_MOST_TRIES = 40


def issue_due(number: str, now: datetime, by: By, *, seconds_left: float) -> list[Document]:
    """Issue every document that an order is to have and has not; return those issued now.

    Raises:
        NotFound: there is no such order.
        TryAgain: others were always quicker; what was issued stays.
    """
    give_up_at = time.monotonic() + seconds_left
    done: list[Document] = []
    for attempt in range(_MOST_TRIES):
        order, events = orders.get_with_events(number)
        due = _next(order, events, now)
        if due is None:
            return done
        try:
            done.append(_issue(order, due, by, give_up_at - time.monotonic()))
        except (Conflict, TryAgain):
            if time.monotonic() > give_up_at:
                break
            pause_with_jitter(attempt)
    raise TryAgain


def _next(order: Order, events: tuple[OrderEvent, ...], now: datetime) -> Document | None:
    if is_test(order):
        # A number of the series is for a sale.
        return None
    issued = invoices.list_by_order(order.number)
    if not issued:
        # Without an invoice there is nothing to credit.
        return next_document(order, events, (), ((), ()), SELLER, now)
    # In this order: what changes in between can only make a credit note come later.
    money = (payments.list_by_order(order.number), refunds.list_by_order(order.number))
    return next_document(order, events, issued, money, SELLER, now)


def _issue(order: Order, due: Document, by: By, seconds_left: float) -> Document:
    document = invoices.next_in_series(due)
    change = (order, *issue(order, document, by))
    invoices.insert_next(document, change, seconds_left=seconds_left)
    log_event("document-issued", number=document.number, order_number=order.number)
    return document
