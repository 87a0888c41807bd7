"""What customers ask about an order: a conversation that belongs to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shop.domain.contact import Message, Ticket
from shop.domain.orders import By, Changed, Order, OrderEvent, next_stage, with_event
from shop.domain.retention import CONTACT_MESSAGE


def ticket_of(events: Sequence[OrderEvent]) -> str | None:
    """Return the number of the newest conversation about an order; None if there was none."""
    return next((event.ticket for event in reversed(events) if event.ticket), None)


def opened_ticket(order: Order, number: str, message: Message) -> Ticket:
    """Return a conversation about an order; who has its key is nobody to be suspicious of."""
    return Ticket(
        number=number,
        name=order.billing_address.name,
        email=order.email,
        topic="order",
        order_number=order.number,
        state="new",
        suspicions=(),
        messages=(message,),
        expires_at=message.at + CONTACT_MESSAGE,
    )


def note_request(order: Order, ticket: str, now: datetime, by: By) -> Changed:
    """Note that a customer has written about an order; the order's page says no more than that."""
    next_stage(order, "write")
    after, event = with_event(order, now, "request", "You have written to us about this order.", by)
    return after, replace(event, ticket=ticket)
