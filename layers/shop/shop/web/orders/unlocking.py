"""A guest's way to the whole order: a code goes to its address and comes back."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.errors import TooManyRequests
from shop.domain.limits import (
    ORDER_CODE_MAILS,
    ORDER_CODE_MAILS_BY_ADDRESS,
    ORDER_CODES,
    ORDER_UNLOCKS,
)
from shop.domain.order_codes import OrderCode, code_mail, code_of, code_typed, wrong_code
from shop.domain.orders import Order
from shop.domain.retention import ORDER_CODE
from shop.gateways import clock
from shop.gateways.order_links import code_seal, full_key, is_code
from shop.storage import order_codes
from shop.web.limits import count_attempt
from shop.web.orders.access import OpenedOrder
from shop.web.orders.views import Key, OrderView
from shop.web.requests import Request


class MailedCodeForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A guest proves by the signed key to have the link."""

    key: Key = ""


class UnlockForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The signed key of the link, and the code from the mail."""

    code: Annotated[str, Meta(min_length=1, max_length=20)]
    key: Key = ""


def mail_code(request: Request, opened: OpenedOrder) -> None:
    """Mail a code to a guest order's address; over its limits nothing is sent, and nothing told.

    Raises:
        TooManyRequests: this network has asked for too many codes.
        TryAgain: nothing was written.
    """
    order = opened.order
    count_attempt(request, ORDER_CODES)
    # An order in an account is for its owner; of one that was erased no address is left.
    is_guests = order.customer_id is None and order.email
    if not is_guests or _is_over_limit(request, order):
        return
    code = code_of(clock.new_number())
    kept = OrderCode(order.number, code_seal(order.number, code), request.now + ORDER_CODE)
    mail = code_mail(order, code, f"m{clock.new_number():x}")
    seconds_left = request.time_left.total_seconds()
    order_codes.change_with_mail(kept, mail, request.now, seconds_left=seconds_left)


def code_sent_path(opened: OpenedOrder) -> str:
    """Return where a person types the code that was mailed."""
    return f"{opened.path}&code=sent" if opened.key else opened.path


def unlock(request: Request, opened: OpenedOrder, form: UnlockForm) -> OpenedOrder:
    """Return the whole order, with a key that shows it for an hour, for the code that was mailed.

    Raises:
        InvalidFields: it is not the code, or none is good any more.
        TooManyRequests: this network has tried too many codes.
    """
    if not opened.key:
        return opened
    code, order = code_typed(form.code), opened.order
    count_attempt(request, ORDER_UNLOCKS)
    seal = None
    if order.customer_id is None:
        seal = order_codes.change_tries(order.number, request.now)
    is_right = seal is not None and is_code(seal, order.number, code)
    if seal is None or not is_right or not order_codes.remove(order.number, seal):
        raise wrong_code()
    key = full_key(order.number, request.now)
    return OpenedOrder(order, opened.events, key, is_full=True)


def unlocked_view(opened: OpenedOrder) -> OrderView:
    """Show the whole order, to a guest with the key to see it again."""
    view = opened.view
    if opened.key:
        view.key = opened.key
    return view


def _is_over_limit(request: Request, order: Order) -> bool:
    try:
        count_attempt(request, ORDER_CODE_MAILS, order.number)
        count_attempt(request, ORDER_CODE_MAILS_BY_ADDRESS, order.email.lower())
    except TooManyRequests:
        return True
    return False
