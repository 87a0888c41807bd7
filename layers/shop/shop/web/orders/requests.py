"""Writing to the shop from the page of an order."""

import msgspec
from msgspec import UNSET, UnsetType

from shop.domain.contact import TICKET_PREFIX, Message
from shop.domain.errors import Conflict, TooManyRequests
from shop.domain.limits import CONTACT, CONTACT_ACKNOWLEDGEMENTS
from shop.domain.mails import Mail
from shop.domain.order_requests import note_request, opened_ticket, ticket_of
from shop.domain.orders import By, Order, OrderEvent
from shop.domain.reference_numbers import make_reference
from shop.gateways import clock
from shop.gateways.settings import url
from shop.gateways.ticket_links import ticket_key, ticket_path
from shop.storage import order_requests, orders, tickets
from shop.storage.order_changes import CHANGED_MEANWHILE
from shop.storage.order_requests import Written
from shop.web.contact.views import MessageText, message_typed
from shop.web.limits import count_attempt
from shop.web.orders.access import OpenedOrder
from shop.web.orders.views import Key
from shop.web.requests import Request

_MOST_TRIES = 3


class OrderMessageForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a customer asks about an order; a guest proves by the key that it is theirs."""

    message: MessageText
    key: Key = ""


class RequestView(msgspec.Struct, kw_only=True):
    """The conversation, with its key for whom may see all of the order; others get it by mail."""

    ticket: str
    status: str = "new"
    key: str | UnsetType = UNSET


def write(request: Request, opened: OpenedOrder, form: OrderMessageForm) -> RequestView:
    """Keep a message in the conversation about an order, which the first one opens.

    Raises:
        Conflict: the order kept changing.
        TooManyRequests: this network has written too often.
        TryAgain: nothing was written.
    """
    count_attempt(request, CONTACT)
    message = message_typed(request, form.message)
    is_mailed = _may_mail(request, opened.order)
    order, events = opened.order, opened.events
    for _ in range(_MOST_TRIES):
        written = _written(request, order, events, message, is_mailed=is_mailed)
        try:
            order_requests.insert(written, seconds_left=request.time_left.total_seconds())
        except Conflict:
            order, events = orders.get_with_events(order.number)
        else:
            number = written.change[1].ticket
            key = ticket_key(number) if opened.sees_all else UNSET
            return RequestView(ticket=number, key=key)
    raise Conflict(CHANGED_MEANWHILE)


def _written(
    request: Request,
    order: Order,
    events: tuple[OrderEvent, ...],
    message: Message,
    *,
    is_mailed: bool,
) -> Written:
    number = ticket_of(events)
    standing = tickets.find_standing(number, request.now) if number else None
    if number is None or standing is None:
        number = make_reference(TICKET_PREFIX, clock.new_number())
    return Written(
        before=order,
        change=note_request(order, number, request.now, By(order.buyer, request.id)),
        message=message,
        ticket=opened_ticket(order, number, message) if standing is None else None,
        standing=standing,
        mail=_acknowledgement(order, number) if is_mailed else None,
    )


def _may_mail(request: Request, order: Order) -> bool:
    if not order.email:  # It was erased.
        return False
    try:
        count_attempt(request, CONTACT_ACKNOWLEDGEMENTS, order.email.lower())
    except TooManyRequests:
        return False
    return True


def _acknowledgement(order: Order, number: str) -> Mail:
    return Mail(
        mail_id=f"order#{order.number}#request#m{clock.new_number():x}",
        to=order.email,
        template="contact-acknowledgement",
        values={"ticket": number, "link": url(ticket_path(number, ticket_key(number)))},
    )
