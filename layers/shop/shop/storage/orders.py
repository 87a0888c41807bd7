"""Orders and their events (key: number, part; never deleted by age).

The part `order` is the order as it is now; `event#00000001` and so on say how it came to
be; `return#001` and so on are what a customer asked to return, `correction#001` and so on what
they asked to correct.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from shop.domain.acceptances import Acceptance
from shop.domain.addresses import Address
from shop.domain.corrections import Correction
from shop.domain.errors import NotFound
from shop.domain.mails import address_hash
from shop.domain.order_states import OrderStatus, ShipmentState
from shop.domain.order_sums import OrderLine, Sums
from shop.domain.orders import Order, OrderEvent, PaymentMethod
from shop.domain.returns import ReceivedLine, ReturnLine
from shop.domain.shipping import ShippingWindow
from shop.domain.tax import UNITED_KINGDOM, TaxPart, tax_part
from shop.storage import order_indexes as indexes
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row
from shop.storage.values import ValueAttribute

ORDER_PART = "order"
EVENT_PART = "event#"


class OrderRow(Row):
    """An order, one event of it, or one request to return or correct something of it."""

    class Meta:
        table_name = os.environ["ORDERS_TABLE"]

    number = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    by_customer = indexes.OrdersByCustomer()
    by_status = indexes.OrdersByStatus()
    by_email_hash = indexes.GuestOrdersByEmailHash()
    by_return_state = indexes.ReturnsByState()

    version = IntegerAttribute(null=True)
    status = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    placed_at = InstantAttribute(null=True)
    email = UnicodeAttribute(null=True)
    # Of a guest's order only.
    email_hash = UnicodeAttribute(null=True)
    lines = ValueAttribute[tuple[OrderLine, ...]](tuple[OrderLine, ...], null=True)
    promotion_code = UnicodeAttribute(null=True)
    subtotal_pence = IntegerAttribute(null=True)
    discount_pence = IntegerAttribute(null=True)
    shipping_pence = IntegerAttribute(null=True)
    taxes = ValueAttribute[tuple[TaxPart, ...] | None](tuple[TaxPart, ...], null=True)
    prices_include_tax = BooleanAttribute(null=True)
    billing_address = ValueAttribute[Address](Address, null=True)
    shipping_address = ValueAttribute[Address](Address, null=True)
    shipping_method = UnicodeAttribute(null=True)
    payment_method = UnicodeAttribute(null=True)
    payment_due_at = InstantAttribute(null=True)
    ships_between = ValueAttribute[ShippingWindow | None](ShippingWindow, null=True)
    tracking = UnicodeAttribute(null=True)
    shipment = UnicodeAttribute(null=True)
    instructions = UnicodeAttribute(null=True)
    policy_version = UnicodeAttribute(null=True)
    acceptances = ValueAttribute[tuple[Acceptance, ...] | None](tuple[Acceptance, ...], null=True)
    # Of an event only.
    at = InstantAttribute(null=True)
    type = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    actor = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute(null=True)
    ticket = UnicodeAttribute(null=True)
    # Of a return request, with `at`.
    returned = ValueAttribute[tuple[ReturnLine, ...]](tuple[ReturnLine, ...], null=True)
    reason = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    is_withdrawal = BooleanAttribute(null=True)
    delivery_pence = IntegerAttribute(null=True)
    answer = UnicodeAttribute(null=True)
    received = ValueAttribute[tuple[ReceivedLine, ...]](tuple[ReceivedLine, ...], null=True)
    refund_due_pence = IntegerAttribute(null=True)
    # Of a correction alone.
    correction = ValueAttribute[Correction | None](Correction, null=True)


def find_with_events(number: str) -> tuple[Order, tuple[OrderEvent, ...]] | None:
    """Return an order and its events, oldest first, by one consistent query; or None."""
    rows = {row.part: row for row in OrderRow.query(number, consistent_read=True)}
    row = rows.pop(ORDER_PART, None)
    if row is None:
        return None
    parts = sorted(part for part in rows if part.startswith(EVENT_PART))
    return order_of(row), tuple(event_of(rows[part]) for part in parts)


def get_with_events(number: str) -> tuple[Order, tuple[OrderEvent, ...]]:
    """Return an order and its events, oldest first.

    Raises:
        NotFound: there is no order of this number.
    """
    found = find_with_events(number)
    if found is None:
        raise NotFound("There is no such order.")
    return found


def list_by_customer(
    customer_id: str, *, after: tuple[str, datetime] | None, limit: int
) -> list[Order]:
    """Return a customer's orders, newest first, that come after (number, placed_at) of another."""
    rows = OrderRow.by_customer.query(
        customer_id,
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=None if after is None else _index_key(customer_id, *after),
    )
    return [order_of(row) for row in rows]


def list_due(status: OrderStatus, since: datetime, until: datetime) -> Iterator[str]:
    """Return the numbers of the orders of a status whose payment is due in a period."""
    due = OrderRow.payment_due_at.between(since, until)
    return (row.number for row in OrderRow.by_status.query(status, due))


def list_by_status(status: OrderStatus, limit: int) -> list[str]:
    """Return the numbers of the orders of a status, the one due last first."""
    rows = OrderRow.by_status.query(status, scan_index_forward=False, limit=limit)
    return [row.number for row in rows]


def list_guest_numbers(email_hash: str, *, limit: int = 100) -> list[str]:
    """Return the numbers of the orders that guests placed with an address, the newest first."""
    rows = OrderRow.by_email_hash.query(email_hash, scan_index_forward=False, limit=limit)
    return [row.number for row in rows]


def list_by_numbers(numbers: Sequence[str]) -> list[Order]:
    """Return up to a hundred orders as they are now, in the order of their numbers."""
    if not numbers:
        return []
    keys = [(number, ORDER_PART) for number in numbers]
    found = {row.number: order_of(row) for row in OrderRow.batch_get(keys, consistent_read=True)}
    return [found[number] for number in numbers if number in found]


def row_of(order: Order) -> OrderRow:
    """Return the row of an order."""
    return OrderRow(
        number=order.number,
        part=ORDER_PART,
        version=order.version,
        status=order.status,
        customer_id=order.customer_id,
        placed_at=order.placed_at,
        email=order.email,
        email_hash=address_hash(order.email) if order.customer_id is None else None,
        lines=order.lines,
        promotion_code=order.promotion_code,
        subtotal_pence=order.sums.subtotal_pence,
        discount_pence=order.sums.discount_pence,
        shipping_pence=order.sums.shipping_pence,
        taxes=order.sums.taxes,
        prices_include_tax=order.sums.prices_include_tax,
        billing_address=order.billing_address,
        shipping_address=order.shipping_address,
        shipping_method=order.shipping_method,
        payment_method=order.payment_method,
        payment_due_at=order.payment_due_at,
        ships_between=order.ships_between,
        tracking=order.tracking,
        shipment=order.shipment,
        instructions=order.instructions,
        policy_version=order.policy_version,
        acceptances=order.acceptances or None,
    )


def event_row(order: Order, event: OrderEvent) -> OrderRow:
    """Return the row of the event that made the order what it is now."""
    return OrderRow(
        number=order.number,
        part=f"{EVENT_PART}{order.version:08d}",
        at=event.at,
        type=event.type,
        detail=event.detail,
        actor=event.actor or None,
        request_id=event.request_id or None,
        ticket=event.ticket or None,
    )


def order_of(row: OrderRow) -> Order:
    """Return the order in a row."""
    return Order(
        number=row.number,
        version=row.version,
        status=cast("OrderStatus", row.status),
        customer_id=row.customer_id,
        placed_at=row.placed_at,
        email=row.email,
        lines=row.lines,
        promotion_code=row.promotion_code,
        sums=_sums(row),
        billing_address=row.billing_address,
        shipping_address=row.shipping_address,
        shipping_method=row.shipping_method,
        payment_method=cast("PaymentMethod", row.payment_method),
        payment_due_at=row.payment_due_at,
        ships_between=row.ships_between,
        tracking=row.tracking,
        shipment=cast("ShipmentState", row.shipment or "none"),
        instructions=row.instructions or "",
        policy_version=row.policy_version,
        acceptances=row.acceptances or (),
    )


def _sums(row: OrderRow) -> Sums:
    taxes = row.taxes
    if taxes is None:
        # Placed before there were classes of tax: all of it contained the standard rate.
        total_pence = row.subtotal_pence - row.discount_pence + row.shipping_pence
        taxes = (tax_part(total_pence, UNITED_KINGDOM["standard"], is_included=True),)
    return Sums(
        subtotal_pence=row.subtotal_pence,
        discount_pence=row.discount_pence,
        shipping_pence=row.shipping_pence,
        taxes=taxes,
        prices_include_tax=row.prices_include_tax is not False,
    )


def event_of(row: OrderRow) -> OrderEvent:
    """Return the event in a row."""
    by = (row.actor or "", row.request_id or "")
    return OrderEvent(row.at, row.type, row.detail, *by, row.ticket or "")


def _index_key(customer_id: str, number: str, placed_at: datetime) -> dict[str, Any]:
    row = OrderRow(number=number, part=ORDER_PART, customer_id=customer_id, placed_at=placed_at)
    return row.serialize()
