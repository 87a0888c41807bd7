from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from shop.domain.errors import Conflict, NotCancellable
from shop.domain.order_states import PARTS, RULES, OrderAction, Refused
from shop.domain.orders import (
    CUSTOMER,
    GUEST,
    By,
    OrderEvent,
    cancel,
    moved,
    next_status,
    payment_due_at,
    placed,
)
from tests.support.gateway import NOW
from tests.support.orders import an_order

ACTIONS = get_args(OrderAction.__value__)


def test_a_money_order_is_due_at_the_end_of_the_tenth_business_day():
    due_at = payment_due_at(datetime(2026, 12, 18, 10, tzinfo=UTC))
    assert due_at == datetime(2027, 1, 6, 23, 59, 59, tzinfo=UTC)


def test_a_card_is_due_within_a_day():
    assert payment_due_at(NOW, "card") == NOW + timedelta(hours=24)


def test_the_first_event_is_that_the_order_was_placed():
    order = an_order()
    assert placed(order, "request-1") == OrderEvent(
        order.placed_at, "placed", "We have received your order.", "guest", "request-1"
    )
    assert placed(replace(order, customer_id="customer-1")).actor == "customer"


@pytest.mark.parametrize("status", ["awaiting_payment", "paid"])
def test_an_order_can_be_cancelled_until_it_is_shipped(status):
    order = an_order(status=status)
    cancelled, event = cancel(order, NOW, By(GUEST, "request-1"))
    assert order.can_cancel
    assert cancelled == replace(order, status="cancelled", version=order.version + 1)
    assert (event.at, event.type, event.actor, event.request_id) == (
        NOW,
        "cancelled",
        "guest",
        "request-1",
    )


def test_who_is_told_of_a_cancellation_is_told_who_asked_for_it():
    details = {
        actor: cancel(an_order(), NOW, By(actor))[1].detail
        for actor in (CUSTOMER, GUEST, "arn:aws:iam::123456789012:user/ada")
    }
    assert list(details.values()) == [
        "The order was cancelled at your request.",
        "The order was cancelled at your request.",
        "We cancelled the order.",
    ]


@pytest.mark.parametrize("status", ["shipped", "cancelled", "expired", "refunded"])
def test_an_order_cannot_be_cancelled_later(status):
    order = an_order(status=status)
    assert not order.can_cancel
    with pytest.raises(NotCancellable):
        cancel(order, NOW, By(GUEST, "request-1"))


def test_a_customer_cannot_cancel_what_is_being_packed_but_the_shop_can():
    order = an_order(status="paid", shipment="packing")
    assert not order.can_cancel
    for actor in (CUSTOMER, GUEST):
        with pytest.raises(NotCancellable, match="Write to us"):
            cancel(order, NOW, By(actor))
    cancelled, event = cancel(order, NOW, By("arn:aws:iam::123456789012:user/ada"))
    assert (cancelled.status, cancelled.shipment) == ("cancelled", "none")
    assert event.detail == "We cancelled the order."


@pytest.mark.parametrize(("stage", "action"), list(product(RULES, ACTIONS)))
def test_an_order_moves_as_the_rules_of_its_stage_say(stage, action):
    parts, rule = PARTS[stage], RULES[stage][action]
    order = an_order(status=parts.status, shipment=parts.shipment)
    assert order.stage == stage
    if isinstance(rule, Refused):
        is_cancelling = action in ("cancel", "call_off")
        with pytest.raises(NotCancellable if is_cancelling else Conflict) as refusal:
            moved(order, action)
        assert refusal.value.detail == rule.detail
    else:
        assert moved(order, action).stage == rule
        assert next_status(order, action) == PARTS[rule].status


@pytest.mark.parametrize("stage", RULES)
def test_what_is_offered_is_what_is_allowed(stage):
    order = an_order(status=PARTS[stage].status, shipment=PARTS[stage].shipment)
    assert order.can_cancel == (stage in ("awaiting_payment", "paid"))
    assert order.can_return == (stage == "shipped")
