"""Orders placed as a guest, into the account of the same address."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.customers import Customer
from shop.domain.errors import Conflict
from shop.domain.instants import rfc3339
from shop.domain.mails import address_hash
from shop.domain.money import Money, pence
from shop.domain.order_claims import claim, claim_mail, claimable
from shop.domain.orders import Order
from shop.domain.reference_numbers import is_reference, normalise
from shop.gateways.order_links import order_url
from shop.storage import order_claims, orders
from shop.storage.order_claims import Claim
from shop.web.requests import Request

# Each is a transaction of its own; whoever has more says so again.
MOST_CLAIMED = 20


class ClaimForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which of the orders shall come into the account."""

    numbers: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=40)]],
        Meta(min_length=1, max_length=MOST_CLAIMED),
    ]


class ClaimableOrder(msgspec.Struct, kw_only=True):
    """As much of an order as is shown before it is in the account."""

    number: str
    placed_at: str
    total: Money


class ClaimableOrders(msgspec.Struct, kw_only=True):
    """The orders that guests placed with the account's address, the newest first."""

    orders: list[ClaimableOrder]


class Claimed(msgspec.Struct, kw_only=True):
    """Which orders are in the account now, and which are not to be had."""

    claimed: list[str]
    not_claimed: list[str]


def has_claimable(customer: Customer) -> bool:
    """Tell whether it looks as if a guest had placed orders with the account's address."""
    return bool(orders.list_guest_numbers(address_hash(customer.email), limit=1))


def list_claimable(customer: Customer) -> ClaimableOrders:
    """Return what may be claimed: found by the index, decided by the orders themselves."""
    numbers = orders.list_guest_numbers(address_hash(customer.email))
    found = claimable(orders.list_by_numbers(numbers), customer)
    return ClaimableOrders(orders=[_shown(order) for order in found[:MOST_CLAIMED]])


def claim_all(request: Request, customer: Customer, form: ClaimForm) -> Claimed:
    """Move orders into the account, each by itself; one that is there already stays.

    Raises:
        TryAgain: the shop is busy; what was not moved can be claimed again.
    """
    wanted = list(dict.fromkeys(normalise(number) for number in form.numbers))
    numbers = [number for number in wanted if is_reference(number)]
    for order in claimable(orders.list_by_numbers(numbers), customer):
        _claim(request, customer, order)
    mine = {o.number for o in orders.list_by_numbers(numbers) if _is_owner(o, customer)}
    return Claimed(
        claimed=[number for number in wanted if number in mine],
        not_claimed=[number for number in wanted if number not in mine],
    )


def _claim(request: Request, customer: Customer, order: Order) -> None:
    after, event = claim(order, customer, request.now, request.id)
    change = Claim(order, after, event, claim_mail(after, order_url(after)))
    seconds_left = request.time_left.total_seconds()
    try:
        order_claims.change_to_claimed(change, customer, request.now, seconds_left=seconds_left)
    except Conflict:
        # Paid or shipped at that moment, say: it is told as not claimed, unless a twin was quicker.
        return


def _is_owner(order: Order, customer: Customer) -> bool:
    return order.customer_id == customer.customer_id


def _shown(order: Order) -> ClaimableOrder:
    return ClaimableOrder(
        number=order.number,
        placed_at=rfc3339(order.placed_at),
        total=pence(order.sums.total_pence),
    )
