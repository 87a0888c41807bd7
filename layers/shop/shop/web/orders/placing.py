"""“Confirm order”: once for each key, however often it is sent and whoever else is quicker."""

import re
from dataclasses import dataclass

from shop.domain.acceptances import POLICIES_OF_AN_ORDER
from shop.domain.checkout import (
    order_from,
    refuse_other_policies,
    refuse_other_promotion,
    refuse_other_review,
)
from shop.domain.errors import CartChanged, InvalidRequest, NotAuthenticated, TryAgain
from shop.domain.limits import ORDERS
from shop.domain.orders import Order, OrderEvent, placed
from shop.domain.reference_numbers import make_reference
from shop.domain.sessions import Login
from shop.gateways import clock
from shop.gateways.policy_files import versions_in_force
from shop.storage import carts, order_keys, order_placement, orders, promotions
from shop.storage.order_keys import OrderKey
from shop.storage.order_placement import NumberTaken, Placement
from shop.web.cart.owner import cart_id_of
from shop.web.checkout.views import pending_review
from shop.web.limits import count_attempt
from shop.web.orders.views import Confirmation
from shop.web.requests import Request
from shop.web.synthetic_marks import refuse_test_goods
from shop.web.visitor import current_login, session_claim

ORDER_PREFIX = "CT"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MOST_NUMBERS_TRIED = 2


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The order of a confirmation; `again` if an earlier one with the same key placed it."""

    order: Order
    events: tuple[OrderEvent, ...]
    again: bool


def confirm(request: Request, confirmation: Confirmation) -> Confirmed:
    """Place the order that a review became, or find the one that this confirmation placed before.

    Raises:
        InvalidRequest: the key is missing or not in the form of one.
        KeyReused: the key came with another confirmation before.
        CartChanged: the cart is not what was reviewed.
        NotAuthenticated: the customer's sessions were ended.
        OutOfStock: fewer units are there than were reviewed.
        PromotionUnavailable: the promotional code can be used no more.
        TooManyRequests: too many orders in a minute.
        TryAgain: nothing was written.
    """
    key_text = _key_of(request, confirmation)
    login = session_claim(request)
    owner = cart_id_of(request, login)
    if owner is None:
        raise CartChanged("Your cart is empty.")
    key = OrderKey(owner, key_text, confirmation.cart_version)
    earlier = _replay(request, key, login)
    if earlier is not None:
        return earlier
    count_attempt(request, ORDERS, owner)
    try:
        order = _place(request, login, confirmation, key)
    except CartChanged:
        # A twin of this very confirmation may have taken the cart since the key was looked up.
        earlier = _replay(request, key, login)
        if earlier is None:
            raise
        return earlier
    request.order_number = order.number
    return Confirmed(order, (placed(order, request.id),), again=False)


def _key_of(request: Request, confirmation: Confirmation) -> str:
    """Return the key from the header, bare or as a quoted string, else from the field."""
    header = request.headers.get("idempotency-key", "").strip()
    if len(header) > 1 and header[0] == header[-1] == '"':
        header = header[1:-1]
    key = header or confirmation.idempotency_key
    if not _KEY.fullmatch(key):
        raise InvalidRequest(
            "Send an Idempotency-Key of 16 to 64 letters, digits, hyphens or underscores, a new "
            "one for each order."
        )
    return key


def _replay(request: Request, key: OrderKey, login: Login | None) -> Confirmed | None:
    number = order_keys.find_number(key, request.now)
    if number is None:
        return None
    if login is not None and current_login(request) is None:
        raise NotAuthenticated("Your login has ended. Please log in again.")
    request.order_number = number
    return Confirmed(*orders.get_with_events(number), again=True)


def _place(
    request: Request, login: Login | None, confirmation: Confirmation, key: OrderKey
) -> Order:
    cart = carts.find(key.owner, request.now)
    if cart is None:
        raise CartChanged("Your cart is empty.")
    refuse_test_goods(request, [line.sku for line in cart.lines])
    review = refuse_other_review(pending_review(cart), confirmation.cart_version, key.text)
    refuse_other_policies(review, versions_in_force(POLICIES_OF_AN_ORDER, request.now.date()))
    promotion = promotions.find(review.promotion_code) if review.promotion_code else None
    refuse_other_promotion(review, promotion, request.now)
    customer_id = login.customer_id if login else None
    for _ in range(_MOST_NUMBERS_TRIED):
        number = make_reference(ORDER_PREFIX, clock.new_number())
        placement = Placement(
            order=order_from(review, number, customer_id, request.now),
            key=key,
            cart=cart,
            promotion=promotion,
            login=login,
            request_id=request.id,
        )
        try:
            order_placement.insert(
                placement, request.now, seconds_left=request.time_left.total_seconds()
            )
        except NumberTaken:
            continue
        return placement.order
    raise TryAgain
