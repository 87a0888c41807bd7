from dataclasses import replace

import pytest

from shop.domain.contact import Message, Standing
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.order_requests import note_request, opened_ticket
from shop.domain.orders import GUEST, By
from shop.storage import order_requests, orders, tickets
from shop.storage.order_requests import Written
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order()
TICKET = "TK-2345-2345-2"
FIRST = Message("m1", "customer", NOW, "Please stop it.")
MAIL = Mail("m#1", ORDER.email, "contact-acknowledgement", {})


def written(message: Message = FIRST, *, is_new: bool = True, mail: Mail | None = MAIL) -> Written:
    before = orders.get_with_events(NUMBER)[0]
    ticket = opened_ticket(ORDER, TICKET, FIRST)
    change = note_request(before, TICKET, NOW, By(GUEST, "request-1"))
    standing = None if is_new else Standing("new", ticket.expires_at)
    return Written(before, change, message, ticket if is_new else None, standing, mail)


def test_the_first_message_opens_the_conversation_and_the_next_joins_it(tables: Tables):
    row_of(ORDER).save()
    CALLS.clear()
    order_requests.insert(written(), seconds_left=10)
    second = replace(FIRST, message_id="m2", text="And answer me.")
    order_requests.insert(written(second, is_new=False, mail=None), seconds_left=10)

    assert CALLS == ["Query", "TransactWriteItems"] * 2
    assert tickets.get(TICKET, NOW).messages == (FIRST, second)
    _, events = orders.get_with_events(NUMBER)
    assert [(event.type, event.ticket) for event in events] == [("request", TICKET)] * 2
    assert "stop it" not in str(tables.items("OrdersTable"))
    assert tables.count("MailsTable") == 1


def test_nothing_is_kept_if_the_order_has_changed(tables: Tables):
    row_of(ORDER).save()
    late = written()
    order_requests.insert(written(), seconds_left=10)
    with pytest.raises(Conflict):
        order_requests.insert(
            replace(late, ticket=opened_ticket(ORDER, "TK-9999-9999-9", FIRST)), seconds_left=10
        )
    assert tables.count("TicketsTable") == 1
