"""How far an order has come."""

from datetime import timedelta

import pytest

from shop.domain.orders import OrderEvent
from shop.domain.shipping import ships_between
from shop.web.orders.progress import progress
from tests.support.gateway import NOW
from tests.support.orders import an_order

PLACED = OrderEvent(NOW, "placed", "We have received your order.")


def events(*kinds: str):
    """Return the events of an order, each a day after the one before."""
    return tuple(
        OrderEvent(NOW + timedelta(days=days), kind, "…")
        for days, kind in enumerate(("placed", *kinds))
    )


def test_says_what_is_behind_what_is_next_and_by_when():
    order = an_order(payment_due_at=NOW + timedelta(days=10))
    assert progress(order, (PLACED,)) == [
        ("past", "Ordered", "23 November 2026"),
        ("now", "Paid", "by 3 December 2026"),
        ("later", "Packed", ""),
        ("later", "Sent", ""),
    ]


@pytest.mark.parametrize(
    ("shipment", "told"), [("none", ("paid",)), ("packing", ("paid", "packing"))]
)
def test_a_paid_order_waits_to_be_packed_and_says_when_it_is_sent(shipment, told):
    window = ships_between(NOW.date())
    order = an_order(status="paid", shipment=shipment, ships_between=window)
    steps = progress(order, events(*told))
    assert [step.state for step in steps] == ["past", "past", "now", "later"]
    assert steps[1].when == "24 November 2026"
    assert " to " in steps[3].when


def test_of_an_order_that_has_left_everything_is_behind():
    order = an_order(status="shipped", shipment="shipped")
    steps = progress(order, events("paid", "packing", "shipped"))
    assert {step.state for step in steps} == {"past"}
    assert steps[-1] == ("past", "Sent", "26 November 2026")


def test_tells_the_last_day_of_what_was_begun_twice():
    order = an_order(status="shipped", shipment="shipped")
    twice = events("paid", "packing", "unpacked", "packing", "shipped")
    assert progress(order, twice)[2] == ("past", "Packed", "27 November 2026")


@pytest.mark.parametrize(
    ("changes", "kinds", "names"),
    [
        ({"status": "cancelled"}, ("cancelled",), ["Ordered", "Cancelled"]),
        ({"status": "expired"}, ("expired",), ["Ordered", "Expired"]),
        ({"status": "refunded"}, ("paid", "refunded"), ["Ordered", "Paid", "Paid back"]),
        (
            {"status": "refunded", "shipment": "shipped"},
            ("paid", "shipped", "refunded"),
            ["Ordered", "Paid", "Sent", "Paid back"],
        ),
    ],
)
def test_a_closed_order_ends_with_what_closed_it(changes, kinds, names):
    steps = progress(an_order(**changes), events(*kinds))
    assert [step.name for step in steps] == names
    assert [step.state for step in steps][-1] == "stopped"
    assert steps[-1].when
