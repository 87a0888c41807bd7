from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.errors import NotCancellable
from shop.domain.orders import (
    CHANGES,
    OrderEvent,
    OrderLine,
    OrderStatus,
    Sums,
    cancel,
    payment_due_at,
    placed,
)
from tests.support.gateway import NOW
from tests.support.orders import an_order

STATUSES = get_args(OrderStatus)


def test_a_line_costs_its_units():
    assert OrderLine("A", "A", 3, 1999).total_pence == 5997


@given(
    subtotal=st.integers(0, 10**7), discount=st.integers(0, 10**7), shipping=st.integers(0, 10**4)
)
def test_the_parts_sum_up_to_the_total_and_tax_is_one_of_them(subtotal, discount, shipping):
    discount = min(discount, subtotal)
    sums = Sums(subtotal_pence=subtotal, discount_pence=discount, shipping_pence=shipping)
    assert sums.total_pence == subtotal - discount + shipping
    without_tax = sums.total_pence - sums.tax_pence
    assert abs(without_tax * 20 - sums.tax_pence * 100) <= 60


def test_tax_is_the_part_of_the_total_that_is_tax():
    assert Sums(subtotal_pence=10_000, discount_pence=0, shipping_pence=2_000).tax_pence == 2_000


def test_a_money_order_is_due_at_the_end_of_the_tenth_business_day():
    due_at = payment_due_at(datetime(2026, 12, 18, 10, tzinfo=UTC))
    assert due_at == datetime(2027, 1, 6, 23, 59, 59, tzinfo=UTC)


def test_the_first_event_is_that_the_order_was_placed():
    order = an_order()
    assert placed(order) == OrderEvent(order.placed_at, "placed", "We have received your order.")


@pytest.mark.parametrize("status", ["awaiting_payment", "paid"])
def test_an_order_can_be_cancelled_until_it_is_shipped(status):
    order = an_order(status=status)
    cancelled, event = cancel(order, NOW)
    assert order.can_cancel
    assert cancelled == replace(order, status="cancelled", version=order.version + 1)
    assert (event.at, event.type) == (NOW, "cancelled")


@pytest.mark.parametrize("status", ["shipped", "cancelled", "expired", "refunded"])
def test_an_order_cannot_be_cancelled_later(status):
    order = an_order(status=status)
    assert not order.can_cancel
    with pytest.raises(NotCancellable):
        cancel(order, NOW)


def test_the_table_of_changes_knows_every_status_and_closed_orders_stay_closed():
    assert set(CHANGES) == set(STATUSES)
    closed = {status for status in STATUSES if not CHANGES[status]}
    assert closed == {"cancelled", "expired", "refunded"}
    assert all(one not in CHANGES[one] for one in STATUSES)
    assert not any(
        earlier in CHANGES[later]
        for earlier, later in product(STATUSES, STATUSES)
        if later in CHANGES[earlier]
    )
