"""Who may see an order and act on it: its owner, and the holder of its signed link."""

from dataclasses import dataclass
from typing import Any

from shop.domain.errors import NotFound
from shop.domain.orders import Order, OrderEvent
from shop.domain.reference_numbers import is_reference, normalise
from shop.gateways.order_links import is_order_key, order_path
from shop.storage import orders
from shop.web.order_views import OrderView, guest_view, order_context, owner_view
from shop.web.requests import Request
from shop.web.visitor import current_login


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    """An order that the client may see; `key` is the link's, empty for the owner."""

    order: Order
    events: tuple[OrderEvent, ...]
    key: str = ""

    @property
    def view(self) -> OrderView:
        """What the client may see of it."""
        show = guest_view if self.key else owner_view
        return show(self.order, self.events)

    @property
    def path(self) -> str:
        """Where the client finds it again."""
        return order_path(self.order.number, self.key)

    @property
    def context(self) -> dict[str, Any]:
        """What only its page needs."""
        return order_context(self.order, key=self.key)


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
    is_owner = _is_owner(request, order)
    if not is_owner and not is_order_key(key, wanted):
        raise NotFound("There is no such order.")
    request.order_number = order.number
    return OpenedOrder(order, events, "" if is_owner else key)


def _is_owner(request: Request, order: Order) -> bool:
    if order.customer_id is None:
        return False
    login = current_login(request)
    return login is not None and login.customer_id == order.customer_id
