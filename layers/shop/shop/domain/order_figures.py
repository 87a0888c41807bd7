"""What a change of an order is to the shop's figures; the shop's own test orders are nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shop.domain.catalogue import TEST_SKU
from shop.domain.money import CURRENCY
from shop.domain.order_states import OrderStatus
from shop.domain.orders import Order

# Shipping takes a working day to arrange: who hears on the last day hears too late.
_WARNING = timedelta(days=1)

_METRICS: dict[OrderStatus, str] = {
    "paid": "OrdersPaid",
    "shipped": "OrdersShipped",
    "cancelled": "OrdersCancelled",
    "expired": "OrdersExpired",
    "refunded": "OrdersRefunded",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What is added to a metric of `shop.domain.metrics`."""

    metric: str
    number: int = 1
    currency: str | None = None

    @property
    def dimensions(self) -> dict[str, str]:
        """The dimensions it is counted with."""
        return {} if self.currency is None else {"currency": self.currency}


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many orders wait for what."""

    unpaid: int
    to_ship: int
    late: int


def is_test(order: Order) -> bool:
    """Tell whether an order is one the shop places itself, to see whether it can be done."""
    return any(line.sku == TEST_SKU for line in order.lines)


def figures_of(before: Order | None, after: Order) -> tuple[Figure, ...]:
    """Return what one change of an order adds to the figures; `before` is None for a new one.

    An order is in each state once for each time it comes there, whatever else changes meanwhile.
    """
    if is_test(after):
        return ()
    if before is None:
        return (Figure("OrdersPlaced"),)
    if before.status == after.status or after.status not in _METRICS:
        return ()
    figure = Figure(_METRICS[after.status])
    if after.status == "paid":
        return (figure, Figure("RevenueMinorUnits", after.sums.total_pence, CURRENCY))
    return (figure,)


def backlog(unpaid: Iterable[Order], paid: Iterable[Order], today: date) -> Backlog:
    """Count open orders, and of the paid ones those that must leave by tomorrow."""
    to_ship = [order for order in paid if not is_test(order)]
    return Backlog(
        unpaid=sum(not is_test(order) for order in unpaid),
        to_ship=len(to_ship),
        late=sum(_is_late(order, today) for order in to_ship),
    )


def _is_late(order: Order, today: date) -> bool:
    window = order.ships_between
    return window is not None and window.last_on <= today + _WARNING
