"""Who may see an order and act on it: its owner, and the holder of one of its signed keys."""

from dataclasses import dataclass, replace
from typing import Any

from shop.domain.errors import NotFound
from shop.domain.invoices import INVOICED
from shop.domain.order_requests import ticket_of
from shop.domain.orders import Order, OrderEvent
from shop.domain.reference_numbers import is_reference, normalise
from shop.gateways.order_links import (
    corrections_path,
    full_key_is_live,
    invoice_path,
    is_order_key,
    order_key,
    order_path,
)
from shop.gateways.ticket_links import ticket_key, ticket_path
from shop.storage import orders
from shop.web.orders.views import OrderView, guest_view, order_context, owner_view
from shop.web.requests import Request
from shop.web.visitor import current_login


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    """An order that the client may see; `key` is empty for the owner.

    With the link's key, addresses are left out; `is_full` if the key came for a mailed code.
    """

    order: Order
    events: tuple[OrderEvent, ...]
    key: str = ""
    is_full: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether addresses may be shown."""
        return self.is_full or not self.key

    def changed(self, order: Order, events: tuple[OrderEvent, ...]) -> "OpenedOrder":
        """Return it after a change."""
        return replace(self, order=order, events=events)

    @property
    def view(self) -> OrderView:
        """What the client may see of it."""
        show = owner_view if self.sees_all else guest_view
        return show(self.order, self.events)

    @property
    def path(self) -> str:
        """Where the client finds it again."""
        return order_path(self.order.number, self.key)

    @property
    def _ticket_path(self) -> str | None:
        # What was written may name what the link's page leaves out.
        number = ticket_of(self.events) if self.sees_all else None
        return None if number is None else ticket_path(number, ticket_key(number))

    @property
    def context(self) -> dict[str, Any]:
        """What only its page needs."""
        can_unlock = not self.sees_all and self.order.customer_id is None and bool(self.order.email)
        return order_context(self.order, key=self.key) | {
            "can_unlock": can_unlock,
            "is_in_account": self.order.customer_id is not None,
            "is_full": self.is_full,
            "invoice_path": self._invoice_path,
            "corrections_path": corrections_path(self.order.number, self.key),
            "sees_all": self.sees_all,
            "ticket_path": self._ticket_path,
            "link_path": order_path(self.order.number, order_key(self.order.number)),
        }

    @property
    def _invoice_path(self) -> str:
        """Where its invoice is; empty where there is none, or it may not be shown."""
        is_invoiced = any(event.type == INVOICED for event in self.events)
        return invoice_path(self.order.number, self.key) if is_invoiced and self.sees_all else ""


def open_order(request: Request, number: str, key: str) -> OpenedOrder:
    """Return an order for its owner, or for the holder of its link.

    Raises:
        NotFound: there is no such order, or it is neither's: the answer does not tell which.
    """
    wanted = normalise(number)
    found = orders.find_with_events(wanted) if is_reference(wanted) else None
    if found is None:
        raise NotFound("There is no such order.")
    order, events = found
    opened = OpenedOrder(order, events)
    if not _is_owner(request, order):
        opened = _by_key(request, opened, key)
    request.order_number = order.number
    return opened


def _by_key(request: Request, opened: OpenedOrder, key: str) -> OpenedOrder:
    number = opened.order.number
    is_live = full_key_is_live(key, number, request.now)
    if is_live is None:
        if not is_order_key(key, number):
            raise NotFound("There is no such order.")
        return replace(opened, key=key)
    # Too old, or of an order that is in an account by now: good for what the link is good for.
    if is_live and opened.order.customer_id is None:
        return replace(opened, key=key, is_full=True)
    return replace(opened, key=order_key(number))


def _is_owner(request: Request, order: Order) -> bool:
    if order.customer_id is None:
        return False
    login = current_login(request)
    return login is not None and login.customer_id == order.customer_id
