from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.fulfilment import pay, ship
from shop.domain.orders import By, Order, OrderEvent
from shop.storage import order_changes, orders
from shop.storage.orders import row_of
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
OPERATOR = By("arn:aws:iam::123456789012:user/ada", "request-1")


def change(before: Order, change: tuple[Order, OrderEvent]) -> Order:
    order_changes.change(before, *change, seconds_left=10)
    return change[0]


def test_an_order_and_its_event_change_in_one_call():
    order = an_order()
    row_of(order).save()
    CALLS.clear()
    paid = change(order, pay(order, NOW, OPERATOR))
    shipped = change(paid, ship(paid, "AB123", NOW, OPERATOR))

    assert CALLS == ["TransactWriteItems"] * 2
    kept, events = orders.get_with_events(NUMBER)
    assert kept == shipped
    assert [(e.type, e.actor, e.request_id) for e in events] == [
        ("paid", OPERATOR.actor, "request-1"),
        ("shipped", OPERATOR.actor, "request-1"),
    ]


@pytest.mark.parametrize("other", [{"version": 2}, {"status": "cancelled"}])
def test_an_order_that_has_changed_since_is_left_alone(other):
    order = an_order()
    row_of(replace(order, **other)).save()
    with pytest.raises(Conflict):
        change(order, pay(order, NOW, OPERATOR))

    assert orders.get_with_events(NUMBER) == (replace(order, **other), ())


@pytest.mark.parametrize("other", [{"version": 2}, {"status": "paid"}])
def test_a_check_cancels_what_was_decided_about_another_version(other):
    order = an_order()
    row_of(order).save()
    write_together(lambda t: order_changes.check_in(t, order))
    with pytest.raises(Cancelled):
        write_together(lambda t: order_changes.check_in(t, replace(order, **other)))
