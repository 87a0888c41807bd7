"""Follows the orders table's stream and puts the mails about what happened into the outbox."""

from typing import Any

from shop.domain.order_mails import mail_about
from shop.gateways import clock
from shop.gateways.order_links import order_url
from shop.gateways.streams import follow_stream
from shop.storage import mails
from shop.storage.orders import order_in
from shop.telemetry import log_event


def tell(change: dict[str, Any]) -> None:
    """Put the mail about one change into the outbox; a record that comes again adds none."""
    new, old = change.get("NewImage"), change.get("OldImage")
    order = order_in(new) if new else None
    if order is None:
        return
    mail = mail_about(order_in(old) if old else None, order, order_url(order))
    if mail is not None and mails.insert(mail, clock.now()):
        log_event("order-mail-queued", mail_id=mail.mail_id, template=mail.template)


lambda_handler = follow_stream("order_events", tell)
