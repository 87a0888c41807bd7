from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.contact import Message
from shop.domain.order_requests import note_request, opened_ticket, ticket_of
from shop.domain.order_states import PARTS
from shop.domain.orders import GUEST, By, placed
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

MESSAGE = Message("m1", "customer", NOW, "Please stop it.")
EVENT = placed(an_order())


def test_the_newest_conversation_about_an_order_is_known_by_its_events():
    told = [replace(EVENT, ticket=ticket) for ticket in ("TK-1", "TK-2", "")]
    assert ticket_of([EVENT, *told]) == "TK-2"
    assert ticket_of([EVENT]) is None


def test_a_conversation_is_about_its_order_and_kept_for_a_year():
    ticket = opened_ticket(an_order(), "TK-1", MESSAGE)
    assert (ticket.topic, ticket.order_number, ticket.email) == ("order", NUMBER, "ada@example.com")
    assert (ticket.name, ticket.state, ticket.messages) == ("Ada Sample", "new", (MESSAGE,))
    assert ticket.expires_at == NOW + timedelta(days=365)


@pytest.mark.parametrize("parts", PARTS.values(), ids=str)
def test_customers_may_write_about_an_order_however_it_stands(parts):
    order = an_order(status=parts.status, shipment=parts.shipment)
    after, event = note_request(order, "TK-1", NOW, By(GUEST, "request-1"))
    assert after == replace(order, version=2)
    assert (event.type, event.ticket, event.actor) == ("request", "TK-1", "guest")
