"""What is mailed about a return: that it may come, that it may not, and that it is here."""

from datetime import timedelta

from shop.domain.instants import date_in_words
from shop.domain.mails import Mail
from shop.domain.money import in_figures, pence
from shop.domain.orders import Order
from shop.domain.returns import ReturnRequest, Units

# Directive 2011/83/EU, article 14 (1): within 14 days of the withdrawal.
SEND_BACK_WITHIN = timedelta(days=14)


def approved_mail(order: Order, request: ReturnRequest, link: str) -> Mail:
    """Return the mail that says where to send the goods, to somebody who withdrew by when."""
    by = request.requested_at + SEND_BACK_WITHIN if request.is_withdrawal else None
    values = {
        "lines": _lines(order, request.lines),
        "send_by": "" if by is None else date_in_words(by),
    }
    return _mail(order, request, "approved", values, link)


def declined_mail(order: Order, request: ReturnRequest, link: str) -> Mail:
    """Return the mail that says why nothing can be returned."""
    values = {"lines": _lines(order, request.lines), "answer": request.answer}
    return _mail(order, request, "declined", values, link)


def arrived_mail(order: Order, request: ReturnRequest, link: str) -> Mail:
    """Return the mail that says what came back, and what is paid back for it."""
    values = {
        "lines": _lines(order, request.received),
        "refund": in_figures(pence(request.refund_due_pence)),
        "delivery": in_figures(pence(request.delivery_pence)) if request.delivery_pence else "",
    }
    return _mail(order, request, "arrived", values, link)


def _lines(order: Order, lines: "tuple[Units, ...]") -> str:
    names = {line.sku: line.name for line in order.lines}
    return "\n".join(f"{line.quantity} × {names[line.sku]}" for line in lines)


def _mail(
    order: Order, request: ReturnRequest, fact: str, values: dict[str, str], link: str
) -> Mail:
    facts = {"number": order.number, "return_id": request.return_id, "link": link}
    mail_id = f"order#{order.number}#return-{request.position}-{fact}#1"
    return Mail(mail_id, order.email, f"order-return-{fact}", facts | values)
