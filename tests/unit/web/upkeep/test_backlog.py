from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.contact import Message, Ticket
from shop.domain.mails import Mail
from shop.domain.shipping import ShippingWindow
from shop.gateways import clock
from shop.storage import mails, tickets
from shop.storage.orders import row_of
from shop.storage.transactions import write_together
from shop.web.upkeep.backlog import measure_backlog
from tests.support.logs import counted
from tests.support.orders import an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def keep(number, **changes):
    row_of(replace(an_order(), number=number, **changes)).save()


def test_measures_what_waits(capsys):
    today = clock.now().date()
    keep("CT-1")
    keep("CT-2", status="paid", ships_between=ShippingWindow(today, today))
    keep("CT-3", status="paid", ships_between=ShippingWindow(today, today + timedelta(days=9)))
    keep("CT-4", status="shipped")
    keep("CT-5", lines=(replace(an_order().lines[0], sku=TEST_SKU),))
    mail = Mail("m1", "customer@example.com", "order-link", {})
    mails.insert(mail, clock.now() - timedelta(minutes=7, seconds=5))
    found = measure_backlog("")
    assert found == {"unpaid": 1, "to_ship": 2, "late": 1, "mail": 7, "message": 0}
    assert counted(capsys.readouterr().out) == {
        "OrdersUnpaid": 1,
        "OrdersToShip": 2,
        "OrdersLate": 1,
        "OldestUnsentMailMinutes": 7,
        "OldestMessageHours": 0,
    }


def test_nothing_that_waits_is_told_as_nought(capsys):
    assert measure_backlog("") == {"unpaid": 0, "to_ship": 0, "late": 0, "mail": 0, "message": 0}
    assert set(counted(capsys.readouterr().out).values()) == {0}
    assert CALLS == ["Query"] * 5


def conversation(number, state, *messages):
    opened = messages[0].at
    ends = opened + timedelta(days=365)
    who = {"name": "Ada", "email": "ada@example.com", "topic": "other", "order_number": None}
    first, *further = messages
    kept = Ticket(
        number=number, state=state, suspicions=(), messages=(first,), expires_at=ends, **who
    )
    tickets.insert(kept, None, seconds_left=10)
    for message in further:
        put = partial(tickets.put_part_in, number=number, message=message, expires_at=ends)
        write_together(put, seconds_left=10)


def said(hours, author="customer"):
    return Message(f"m{hours}", author, clock.now() - timedelta(hours=hours, minutes=5), "Hello.")


def test_measures_how_long_a_message_has_waited_for_an_answer(capsys):
    conversation("T-1", "new", said(3))
    conversation("T-2", "open", said(90), said(80, "shop"), said(30), said(20))
    conversation("T-3", "answered", said(200), said(100, "shop"))
    conversation("T-4", "quarantined", said(300))
    assert measure_backlog("")["message"] == 30
    assert counted(capsys.readouterr().out)["OldestMessageHours"] == 30
