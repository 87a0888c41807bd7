"""Asking to correct what is held of an order: by its customer's password, or by the mailed code."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain import corrections as rules
from shop.domain import data_requests as requests
from shop.domain.addresses import Address
from shop.domain.correction_mails import asked_mail
from shop.domain.corrections import LONGEST_WISH, Corrected, Correction
from shop.domain.countries import COUNTRIES
from shop.domain.errors import Conflict, FreshLoginRequired
from shop.domain.limits import DATA_REQUESTS
from shop.domain.orders import By, Changed, Order
from shop.gateways.order_links import corrections_path, order_url
from shop.storage import corrections, orders
from shop.storage.order_changes import CHANGED_MEANWHILE
from shop.web.checkout.forms import AddressForm
from shop.web.limits import count_attempt
from shop.web.orders.access import OpenedOrder, open_order
from shop.web.orders.correction_views import CorrectionsView, CorrectionView, correction_view
from shop.web.orders.views import Key, OrderQuery
from shop.web.portions import latest
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.visitor import current_login, require_typed_password

_MOST_TRIES = 3
# Beside the two forms.
_ROOM_BYTES = 6_000


class CorrectionForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What shall be corrected, and how it should read; a guest proves by the key whose order it is.

    A delivery address is told as `address`, everything else as `wish`.
    """

    what: Corrected
    wish: Annotated[str, Meta(max_length=LONGEST_WISH)] = ""
    address: AddressForm | None = None
    key: Key = ""


def show_corrections(request: Request, number: str, query: OrderQuery) -> Reply:
    """Show what was asked to be corrected of an order, with the form to ask for more.

    Raises:
        NotFound: there is no such order, or it is neither's.
    """
    # A refused form on the page of a link carries the key as a field.
    key = query.key or (str(request.fields().get("key", "")) if request.is_form else "")
    opened = open_order(request, number, key)
    found = corrections.list_by_order(opened.order.number) if opened.sees_all else []
    views = [correction_view(correction) for correction in found]
    data = CorrectionsView(order_number=opened.order.number, corrections=views)
    context = _context(request, opened)
    if request.wants_page:
        asked = latest(f"corrections\n{number}", views, cursor=query.cursor, room_bytes=_ROOM_BYTES)
        context["asked_for"] = msgspec.to_builtins(asked)
    return Reply(data=data, page="corrections.html", context=context)


def _context(request: Request, opened: OpenedOrder) -> dict[str, Any]:
    login = None if opened.key else current_login(request)
    return {
        "key": opened.key,
        "sees_all": opened.sees_all,
        "must_log_in": login is not None and login.authenticated_at is None,
        "is_changeable": rules.is_changeable(opened.order),
        "held": opened.order.shipping_address,
        "names": rules.NAMES,
        "country_names": COUNTRIES,
        "order_path": opened.path,
        "own_path": corrections_path(opened.order.number, opened.key),
    }


def ask(request: Request, opened: OpenedOrder, form: CorrectionForm) -> CorrectionView:
    """Keep a correction that is asked for, with the day by which it is answered.

    Raises:
        Conflict: too many wait, or the order kept changing.
        FreshLoginRequired: only the order's link, or a remembered login, says whose order it is.
        InvalidFields: it is not said what shall be held instead.
        TooManyRequests: this network has asked too often.
        TryAgain: nothing was written.
    """
    _refuse_unproven(request, opened)
    address = None if form.address is None else Address(**msgspec.structs.asdict(form.address))
    wish, wanted = rules.wished(opened.order, form.what, form.wish, address)
    count_attempt(request, DATA_REQUESTS)
    order = opened.order
    for _ in range(_MOST_TRIES):
        earlier = corrections.list_by_order(order.number)
        new = _new(request, order, rules.next_position(earlier), form.what, (wish, wanted))
        change = rules.ask(order, earlier, new, By(order.buyer, request.id))
        if change is None:
            return correction_view(rules.waiting_like(new, earlier))
        if _kept(request, order, change, new):
            return correction_view(new)
        order, _events = orders.get_with_events(order.number)
    raise Conflict(CHANGED_MEANWHILE)


def _new(
    request: Request,
    order: Order,
    position: int,
    what: Corrected,
    wished: tuple[str, Address | None],
) -> Correction:
    wish, address = wished
    return Correction(
        order_number=order.number,
        position=position,
        what=what,
        wish=wish,
        address=address,
        state="open",
        asked_at=request.now,
    )


def _kept(request: Request, order: Order, change: Changed, new: Correction) -> bool:
    """Keep a correction; False if the order has changed since it was read."""
    who: requests.Who = "guest" if order.customer_id is None else "account"
    try:
        corrections.insert(
            order,
            change,
            new,
            requests.correcting(new.correction_id, who, order.number, request.now),
            asked_mail(order, new, order_url(order)),
            seconds_left=request.time_left.total_seconds(),
        )
    except Conflict:
        return False
    return True


def _refuse_unproven(request: Request, opened: OpenedOrder) -> None:
    if not opened.sees_all:
        message = "Please open the order and ask there for a code by mail first."
        raise FreshLoginRequired(message)
    if not opened.key:
        require_typed_password(request)
