from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shop.domain.errors import Conflict, InvalidFields
from shop.domain.fulfilment import (
    Pick,
    expire,
    expires_at,
    is_to_be_reminded,
    is_to_expire,
    owe_refund,
    pack,
    pay,
    pick_list,
    reminded_from,
    ship,
    unpack,
)
from shop.domain.order_sums import OrderLine
from shop.domain.orders import HOUSEKEEPING, By, cancel
from shop.domain.shipping import ShippingWindow
from tests.support.gateway import NOW
from tests.support.orders import an_order

OPERATOR = By("arn:aws:iam::123456789012:user/ada", "request-1")
SECOND = timedelta(seconds=1)


def test_reminds_from_three_business_days_before_a_money_order_is_due():
    assert reminded_from(an_order()) == datetime(2026, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_time"),
    [
        (datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 2, tzinfo=UTC), True),
        (datetime(2026, 12, 7, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 8, tzinfo=UTC), False),
    ],
)
def test_reminds_until_it_is_due(now, is_time):
    assert is_to_be_reminded(an_order(), now) is is_time
    assert not is_to_be_reminded(an_order(status="paid"), now)


def test_reminds_nobody_who_pays_by_card():
    by_card = an_order(payment_method="card")
    assert not is_to_be_reminded(by_card, by_card.payment_due_at)


def test_waits_five_business_days_longer_for_a_money_order_and_a_day_for_a_card():
    order = an_order()
    assert expires_at(order) == datetime(2026, 12, 14, 23, 59, 59, tzinfo=UTC)
    assert expires_at(replace(order, payment_method="card")) == order.payment_due_at + timedelta(1)


def test_an_order_expires_only_after_the_grace_and_only_unpaid():
    order = an_order()
    assert not is_to_expire(order, expires_at(order))
    assert is_to_expire(order, expires_at(order) + SECOND)
    assert not is_to_expire(replace(order, status="paid"), expires_at(order) + SECOND)


def test_expiring_closes_the_order_and_says_so():
    order = an_order()
    after, event = expire(order, NOW, By(HOUSEKEEPING, "request-1"))
    assert after == replace(order, status="expired", version=2)
    assert (event.type, event.actor, event.request_id) == ("expired", HOUSEKEEPING, "request-1")


@pytest.mark.parametrize("status", ["awaiting_payment", "expired"])
def test_a_paid_order_ships_four_to_ten_business_days_later(status):
    after, event = pay(an_order(status=status), NOW, OPERATOR)
    assert after.status == "paid"
    assert after.ships_between == ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))
    assert (event.type, event.actor) == ("paid", OPERATOR.actor)


def test_money_for_a_closed_order_changes_nothing_but_that_it_is_owed():
    order = an_order(status="cancelled")
    after, event = owe_refund(order, NOW, OPERATOR)
    assert after == replace(order, version=2)
    assert event.type == "refund_due"


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [
        (" AB 123 ", "AB 123", "Your order is on its way, tracking number AB 123."),
        ("", None, "Your order is on its way."),
    ],
)
def test_ships_with_and_without_a_tracking_number(typed, kept, told):
    after, event = ship(an_order(status="paid"), typed, NOW, OPERATOR)
    assert (after.status, after.tracking, event.detail) == ("shipped", kept, told)


@pytest.mark.parametrize("tracking", ["x" * 101, "one\ntwo"])
def test_refuses_what_is_no_tracking_number(tracking):
    with pytest.raises(InvalidFields):
        ship(an_order(status="paid"), tracking, NOW, OPERATOR)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("awaiting_payment", "The order is not paid yet."),
        ("shipped", "The order has been shipped already."),
        ("cancelled", "The order is closed."),
    ],
)
def test_ships_nothing_that_is_not_to_be_shipped(status, sentence):
    with pytest.raises(Conflict) as refusal:
        ship(an_order(status=status), "", NOW, OPERATOR)
    assert refusal.value.detail == sentence


def test_packing_begins_and_stops_without_a_change_of_status():
    order = an_order(status="paid")
    packing, began = pack(order, NOW, OPERATOR)
    waiting, stopped = unpack(packing, NOW, OPERATOR)

    assert packing == replace(order, shipment="packing", version=2)
    assert waiting == replace(order, version=3)
    assert [began.type, stopped.type] == ["packing", "packing_stopped"]
    assert {began.actor, stopped.actor} == {OPERATOR.actor}


@pytest.mark.parametrize("order", [an_order(), an_order(status="shipped")])
def test_packs_and_unpacks_only_what_is_paid_and_here(order):
    for act in (pack, unpack):
        with pytest.raises(Conflict):
            act(order, NOW, OPERATOR)


def test_what_has_left_is_packed_no_more():
    shipped, _ = ship(an_order(status="paid", shipment="packing"), "", NOW, OPERATOR)
    assert (shipped.status, shipped.shipment) == ("shipped", "shipped")


def test_picks_each_product_once_for_all_orders_that_wait():
    mugs = (OrderLine("MUG", "Mug", 3, 850),)
    orders = [
        an_order(number="CT-1", status="paid"),
        an_order(number="CT-2", status="paid", shipment="packing", lines=mugs),
        an_order(number="CT-3", status="shipped"),
        an_order(number="CT-4"),
    ]
    assert pick_list(orders) == [
        Pick("LAMP", "Lamp", 2, ("CT-1",)),
        Pick("MUG", "Mug", 4, ("CT-1", "CT-2")),
    ]
    assert pick_list([]) == []


# Not what the days of today come to: a table of holidays may have changed since.
PROMISED = ShippingWindow(date(2026, 11, 3), date(2026, 11, 4))


@pytest.mark.parametrize(
    "act",
    [
        lambda order: pack(order, NOW, OPERATOR),
        lambda order: unpack(pack(order, NOW, OPERATOR)[0], NOW, OPERATOR),
        lambda order: ship(order, "AB1", NOW, OPERATOR),
        lambda order: cancel(order, NOW, OPERATOR),
        lambda order: owe_refund(order, NOW, OPERATOR),
    ],
    ids=["pack", "unpack", "ship", "cancel", "owe_refund"],
)
def test_the_days_promised_at_the_payment_stay_whatever_happens(act):
    paid = replace(pay(an_order(), NOW, OPERATOR)[0], ships_between=PROMISED)
    assert act(paid)[0].ships_between == PROMISED


def test_a_second_payment_does_not_promise_other_days():
    paid, _ = pay(an_order(), NOW, OPERATOR)
    with pytest.raises(Conflict):
        pay(paid, NOW + timedelta(days=30), OPERATOR)
