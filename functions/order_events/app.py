"""Follows the orders table's stream: mails what happened, issues invoices and credit notes."""

from typing import Any

from shop.domain.invoices import BOOKKEEPING
from shop.domain.mails import Mail
from shop.domain.order_figures import figures_of, is_test
from shop.domain.order_mails import MAILED_EVENTS, event_mail, mail_about
from shop.domain.orders import By, OrderEvent
from shop.gateways import clock
from shop.gateways.order_links import order_url
from shop.gateways.streams import follow_stream
from shop.storage import mails, orders
from shop.storage.order_images import event_in, order_in
from shop.telemetry import count, log_event
from shop.web.orders.invoicing import issue_due

# Of a batch's minute.
_SECONDS = 20.0


def tell(change: dict[str, Any]) -> None:
    """Mail and issue what follows from one change; a record that comes again adds nothing.

    Of the shop's own test orders nobody is told.
    """
    new, old = change.get("NewImage"), change.get("OldImage")
    order = order_in(new) if new else None
    if order is not None and not is_test(order):
        before = order_in(old) if old else None
        _queue(mail_about(before, order, order_url(order)))
    elif order is None and new and (happened := event_in(new)) is not None:
        _tell_event(*happened)


def _tell_event(number: str, version: int, event: OrderEvent) -> None:
    if event.type in MAILED_EVENTS:
        order, _ = orders.get_with_events(number)
        _queue(None if is_test(order) else event_mail(order, event, version, order_url(order)))
    if event.type in ("paid", "refunded"):
        by = By(BOOKKEEPING, event.request_id)
        issue_due(number, clock.now(), by, seconds_left=_SECONDS)


def _queue(mail: Mail | None) -> None:
    if mail is None or not mail.to:  # Whose data was erased is told nothing more.
        return
    if mails.insert(mail, clock.now()):
        log_event("order-mail-queued", mail_id=mail.mail_id, template=mail.template)


def tally(change: dict[str, Any]) -> None:
    """Count what one change is to the shop's figures."""
    new, old = change.get("NewImage"), change.get("OldImage")
    order = order_in(new) if new else None
    if order is not None:
        for figure in figures_of(order_in(old) if old else None, order):
            count(figure.metric, figure.number, **figure.dimensions)


lambda_handler = follow_stream("order_events", tell, tally)
