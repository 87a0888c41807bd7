"""What a record of the orders table's stream holds: an order, or an event."""

from typing import Any

from shop.domain.orders import Order, OrderEvent
from shop.storage.orders import EVENT_PART, ORDER_PART, OrderRow, event_of, order_of


def order_in(image: dict[str, Any]) -> Order | None:
    """Return the order in a record of the table's stream; None if it is an event's."""
    if image["part"] != {"S": ORDER_PART}:
        return None
    return order_of(OrderRow.from_raw_data(image))


def event_in(image: dict[str, Any]) -> tuple[str, int, OrderEvent] | None:
    """Return the event in a record of the table's stream, its order's number and the version."""
    part = str(image["part"].get("S"))
    if not part.startswith(EVENT_PART):
        return None
    row = OrderRow.from_raw_data(image)
    return row.number, int(part.removeprefix(EVENT_PART)), event_of(row)
