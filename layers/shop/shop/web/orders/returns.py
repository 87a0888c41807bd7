"""Asking to return something of an order that was shipped."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.carts import MOST_LINES
from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.errors import Conflict
from shop.domain.order_mails import return_mail
from shop.domain.orders import By
from shop.domain.returns import (
    LONGEST_REASON,
    ReturnLine,
    request_return,
)
from shop.gateways.order_links import order_url
from shop.storage import order_returns, orders, return_requests
from shop.storage.order_changes import CHANGED_MEANWHILE
from shop.web.orders.access import OpenedOrder
from shop.web.orders.return_views import ReturnView, return_view
from shop.web.orders.views import Key
from shop.web.requests import Request

_MOST_TRIES = 3


class ReturnLineForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units of a product shall go back; 0 is none, as in a form that lists them all."""

    sku: Annotated[str, Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)] = 0


class ReturnForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What shall go back, and why; a guest proves by the signed key that the order is theirs."""

    lines: Annotated[list[ReturnLineForm], Meta(max_length=MOST_LINES)]
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    key: Key = ""


def ask_return(request: Request, opened: OpenedOrder, form: ReturnForm) -> ReturnView:
    """Keep a request to return something once, and confirm it by mail.

    Raises:
        Conflict: the order has not been shipped, is closed, or kept changing.
        InvalidFields: nothing is to be returned, or more than is left, or there is no reason.
        TryAgain: nothing was written.
    """
    order = opened.order
    lines = [ReturnLine(line.sku, line.quantity) for line in form.lines]
    for _ in range(_MOST_TRIES):
        earlier = return_requests.list_by_order(order.number)
        by = By(order.buyer, request.id)
        asked = request_return(order, earlier, lines, form.reason, request.now, by)
        if asked.order is None:
            return return_view(asked.request)
        mail = return_mail(order, asked.request, order_url(order))
        try:
            order_returns.insert(order, asked, mail, seconds_left=request.time_left.total_seconds())
        except Conflict:
            order, _events = orders.get_with_events(order.number)
        else:
            return return_view(asked.request)
    raise Conflict(CHANGED_MEANWHILE)
