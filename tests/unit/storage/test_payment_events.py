from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import Conflict
from shop.domain.payment_events import Taken, decide
from shop.storage import orders, payment_events, payments
from shop.storage.orders import OrderRow, event_row, row_of
from shop.storage.payment_events import AlreadyTold
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment, told

ORDER = an_order(payment_method="card")
PAYMENT = a_payment(state="pending")
LATER = NOW + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _kept(tables):
    """One order that waits for one payment."""
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    payments.insert(PAYMENT)


def taken(kind: str = "paid") -> Taken:
    decision = decide(PAYMENT, ORDER, told(kind), LATER)
    assert isinstance(decision, Taken)
    return decision


def take(kind: str = "paid") -> None:
    payment_events.take(told(kind), PAYMENT, ORDER, taken(kind), seconds_left=10)


def test_a_payment_pays_its_order_in_one_fact():
    take()
    assert payments.get(NUMBER, 1) == taken().payment
    order, events = orders.get_with_events(NUMBER)
    assert order == taken().order
    assert order.ships_between is not None
    assert events == (taken().order_event,)
    assert payment_events.list_told(NUMBER) == [
        ("provider.paid", "taken", NOW + timedelta(minutes=1))
    ]


def test_the_same_event_is_taken_once():
    take()
    with pytest.raises(AlreadyTold):
        take()


def test_an_event_that_leaves_the_order_alone_is_taken():
    take("declined")
    assert payments.get(NUMBER, 1).state == "declined"
    assert orders.get_with_events(NUMBER) == (ORDER, ())


def test_nothing_happens_when_the_order_has_changed_meanwhile(tables):
    OrderRow(number=NUMBER, part="order").update(
        [OrderRow.status.set("cancelled"), OrderRow.version.set(2)],
        condition=OrderRow.number.exists(),
    )
    with pytest.raises(Conflict):
        take()
    assert payments.get(NUMBER, 1) == PAYMENT
    assert payment_events.list_told(NUMBER) == []


def test_nothing_happens_when_the_payment_has_changed_meanwhile():
    payments.change(PAYMENT, replace(PAYMENT, state="abandoned", version=2))
    with pytest.raises(Conflict):
        take()
    assert orders.get_with_events(NUMBER) == (ORDER, ())


def test_nothing_happens_when_the_order_has_gone_on_meanwhile():
    assert taken().order is not None
    event_row(taken().order, taken().order_event).save(condition=OrderRow.number.does_not_exist())
    with pytest.raises(Conflict):
        take()


def test_a_parked_event_is_kept_once_with_its_reason(tables):
    assert payment_events.park("stripe", PAYMENT, told("paid"), "repeated")
    assert not payment_events.park("stripe", PAYMENT, told("paid"), "late")
    [row] = [r for r in tables.items("PaymentsTable") if r["part"].startswith("told#")]
    assert row == {
        "order_number": NUMBER,
        "part": "told#evt_paid",
        "provider": "stripe",
        "event_id": "evt_paid",
        "type": "provider.paid",
        "kind": "paid",
        "at": "2026-11-23T10:01:00Z",
        "amount_pence": TOTAL,
        "currency": "GBP",
        "outcome": "repeated",
    }


def test_an_event_about_nothing_of_the_shops_is_kept_apart():
    event = told(None, payment_id="", amount_pence=None, currency=None)
    assert payment_events.park("stripe", None, event, "unknown")
    assert payment_events.list_told("unknown#stripe") == [
        ("provider.None", "unknown", NOW + timedelta(minutes=1))
    ]
