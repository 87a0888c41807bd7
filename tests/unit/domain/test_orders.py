from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from shop.domain.errors import Conflict, NotCancellable
from shop.domain.orders import (
    CHANGES,
    CUSTOMER,
    GUEST,
    RULES,
    By,
    OrderAction,
    OrderEvent,
    OrderStatus,
    cancel,
    next_status,
    payment_due_at,
    placed,
)
from tests.support.gateway import NOW
from tests.support.orders import an_order

STATUSES = get_args(OrderStatus)
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


# Every pair that is allowed; all others are refused.
ALLOWED = {
    ("awaiting_payment", "pay"): "paid",
    ("awaiting_payment", "cancel"): "cancelled",
    ("awaiting_payment", "expire"): "expired",
    ("paid", "cancel"): "cancelled",
    ("paid", "ship"): "shipped",
    ("paid", "refund"): "refunded",
    ("shipped", "refund"): "refunded",
    ("shipped", "request_return"): "shipped",
    ("cancelled", "refund"): "cancelled",
    ("expired", "pay"): "paid",
    ("expired", "refund"): "expired",
    ("refunded", "refund"): "refunded",
}


def test_every_status_decides_every_action():
    assert {status: set(rules) for status, rules in RULES.items()} == {
        status: set(ACTIONS) for status in STATUSES
    }


@pytest.mark.parametrize(("status", "action"), list(product(STATUSES, ACTIONS)))
def test_an_action_leads_on_or_is_refused_in_a_sentence(status, action):
    order = an_order(status=status)
    if (status, action) in ALLOWED:
        assert next_status(order, action) == ALLOWED[status, action]
        return
    with pytest.raises(NotCancellable if action == "cancel" else Conflict) as refusal:
        next_status(order, action)
    assert refusal.value.detail.endswith(".")


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_offered_is_what_is_allowed(status):
    order = an_order(status=status)
    assert order.can_cancel == ((status, "cancel") in ALLOWED)
    assert order.can_return == ((status, "request_return") in ALLOWED)


def test_no_order_goes_back_and_only_a_late_payment_opens_one_again():
    closed = {status for status in STATUSES if not CHANGES[status]}
    assert closed == {"cancelled", "refunded"}
    assert CHANGES["expired"] == {"paid"}
    assert all(one not in CHANGES[one] for one in STATUSES)
    assert not any(
        earlier in CHANGES[later]
        for earlier, later in product(STATUSES, STATUSES)
        if later in CHANGES[earlier]
    )
