"""What is mailed about an order: each fact once, however often it is told."""

from datetime import datetime

from shop.domain.instants import date_in_words
from shop.domain.mails import Mail
from shop.domain.money import in_figures, pence
from shop.domain.order_sums import OrderLine, tax_lines
from shop.domain.orders import Order, OrderEvent
from shop.domain.returns import ReturnRequest
from shop.domain.shipping import SHIPPING_METHODS, window_in_words
from shop.domain.tax import export_note

# What is told of an order, each at most once.
FACTS = ("received", "reminder", "paid", "shipped", "cancelled", "expired")
# Events that may come more than once, each told by a mail of its own: the template's word for it.
MAILED_EVENTS = {"refunded": "refunded", "refund_due": "refund-due"}


def mail_about(before: Order | None, order: Order, link: str) -> Mail | None:
    """Return the mail about a change of an order, or None; `before` is None for a new order."""
    if before is None:
        return fact_mail(order, "received", link)
    if before.status == order.status or order.status not in FACTS:
        return None
    return fact_mail(order, order.status, link)


def fact_mail(order: Order, fact: str, link: str, revision: int = 1) -> Mail:
    """Return the mail that tells one of `FACTS` from the order alone."""
    values = _facts(order, link) | _values(order, fact, link)
    mail_id = f"order#{order.number}#{fact}#{revision}"
    return Mail(mail_id, order.email, f"order-{fact}", values)


def event_mail(order: Order, event: OrderEvent, version: int, link: str) -> Mail:
    """Return the mail about one of `MAILED_EVENTS`; `version` is the order's with the event."""
    name = MAILED_EVENTS[event.type]
    mail_id = f"order#{order.number}#{name}-{version}#1"
    values = _facts(order, link) | {"detail": event.detail}
    return Mail(mail_id, order.email, f"order-{name}", values)


def reminder_mail(order: Order, link: str) -> Mail:
    """Return the mail that reminds of the payment of an order, the only one there is."""
    return fact_mail(order, "reminder", link)


def return_mail(order: Order, request: ReturnRequest, link: str) -> Mail:
    """Return the mail that confirms a request to return something; it repeats no reason."""
    names = {line.sku: line.name for line in order.lines}
    lines = "\n".join(f"{line.quantity} × {names[line.sku]}" for line in request.lines)
    values = _facts(order, link) | {"return_id": request.return_id, "lines": lines}
    mail_id = f"order#{order.number}#return-{request.position}#1"
    return Mail(mail_id, order.email, "order-return-received", values)


def link_mail(order: Order, link: str, now: datetime) -> Mail:
    """Return the mail with the link to an order; one an hour, so that nobody is flooded."""
    mail_id = f"order#{order.number}#link#{now:%Y-%m-%dT%H}"
    return Mail(mail_id, order.email, "order-link", {"number": order.number, "link": link})


def _values(order: Order, fact: str, link: str) -> dict[str, str]:
    match fact:
        case "received":
            return _receipt(order)
        case "reminder":
            return {"due_on": date_in_words(order.payment_due_at)}
        case "paid":
            window = order.ships_between
            return {
                "window": "" if window is None else window_in_words(window),
                "invoice_link": _invoice_link(link),
                "for_guest": "yes" if order.customer_id is None else "",
            }
        case "shipped":
            return {"tracking": order.tracking or ""}
        case _:
            return {}


def _receipt(order: Order) -> dict[str, str]:
    sums = order.sums
    return {
        "lines": "\n".join(_line(line) for line in order.lines),
        "subtotal": in_figures(pence(sums.subtotal_pence)),
        "discount": in_figures(pence(sums.discount_pence)) if sums.discount_pence else "",
        "shipping": in_figures(pence(sums.shipping_pence)),
        "taxes": "\n".join(f"{words}: {tax}" for words, tax in tax_lines(sums)),
        "tax_is_included": "yes" if sums.prices_include_tax else "",
        "export_note": export_note(order.shipping_address.country),
        "shipping_name": SHIPPING_METHODS[order.shipping_method].name,
        "due_on": date_in_words(order.payment_due_at),
        "by_card": "yes" if order.payment_method == "card" else "",
        "for_guest": "yes" if order.customer_id is None else "",
    }


def _facts(order: Order, link: str) -> dict[str, str]:
    return {
        "number": order.number,
        "placed_on": date_in_words(order.placed_at),
        "total": in_figures(pence(order.sums.total_pence)),
        "link": link,
    }


def _invoice_link(link: str) -> str:
    """Return the link to the invoice of an order that a link leads to."""
    order, question, key = link.partition("?")
    return f"{order}/invoice{question}{key}"


def _line(line: OrderLine) -> str:
    each = in_figures(pence(line.unit_price_pence))
    return f"{line.quantity} × {line.name} at {each}: {in_figures(pence(line.total_pence))}"
