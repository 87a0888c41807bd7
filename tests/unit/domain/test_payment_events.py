from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.order_states import CHANGES
from shop.domain.payment_events import RULES, EventKind, Park, Taken, decide
from shop.domain.payments import PaymentState
from shop.domain.refunds import NotRefundable, ask_refund
from shop.domain.shipping import ShippingWindow
from tests.support.gateway import NOW
from tests.support.orders import an_order
from tests.support.payments import TOTAL, a_payment, told

ORDER = an_order(payment_method="card")
PAID_ORDER = replace(ORDER, status="paid", version=2)
LATER = NOW + timedelta(minutes=2)
STATES = get_args(PaymentState.__value__)
KINDS = get_args(EventKind.__value__)


def test_every_state_is_decided_for_every_event():
    assert set(RULES) == set(STATES)
    assert [state for state, rules in RULES.items() if set(rules) != set(KINDS)] == []


@pytest.mark.parametrize("state", ["created", "pending", "declined", "abandoned"])
def test_money_that_arrives_pays_the_order_whatever_was_told_before(state):
    taken = decide(a_payment(state=state), ORDER, told("paid", charge="pi_1"), LATER)
    assert isinstance(taken, Taken)
    assert (taken.payment.state, taken.payment.version, taken.payment.charge) == ("paid", 2, "pi_1")
    assert taken.order is not None
    assert taken.order_event is not None
    assert (taken.order.status, taken.order.version) == ("paid", 2)
    assert (taken.order_event.at, taken.order_event.type) == (LATER, "paid")


def test_an_order_ships_four_to_ten_business_days_after_it_was_paid_not_after_it_was_told():
    taken = decide(a_payment(), ORDER, told("paid"), NOW + timedelta(days=3))
    assert isinstance(taken, Taken)
    assert taken.order is not None
    assert taken.order.ships_between == ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))


def test_a_provider_whose_clock_is_ahead_postpones_nothing():
    taken = decide(a_payment(), ORDER, told("paid", at=NOW + timedelta(days=9)), NOW)
    assert isinstance(taken, Taken)
    assert taken.order is not None
    assert taken.order.ships_between == ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))


@pytest.mark.parametrize("status", ["paid", "shipped", "cancelled", "refunded"])
def test_money_for_an_order_that_needs_none_is_owed_back(status):
    order = replace(ORDER, status=status, version=4)
    taken = decide(a_payment(), order, told("paid"), LATER)
    assert isinstance(taken, Taken)
    assert (taken.payment.state, taken.payment.due_pence) == ("refund_due", TOTAL)
    assert taken.order is not None
    assert taken.order_event is not None
    assert (taken.order.status, taken.order.version) == (status, 5)
    assert taken.order_event.type == "refund_due"
    assert "£47.58" in taken.order_event.detail


def test_money_for_an_order_that_has_expired_pays_it_or_is_owed_if_the_goods_are_gone():
    taken = decide(a_payment(), replace(ORDER, status="expired", version=2), told("paid"), LATER)
    assert isinstance(taken, Taken)
    assert taken.order is not None
    assert (taken.payment.state, taken.order.status, taken.order.version) == ("paid", "paid", 3)
    assert taken.order.ships_between is not None
    owed = taken.if_sold_out
    assert owed is not None
    assert owed.order is not None
    assert owed.order_event is not None
    assert (owed.payment.state, owed.payment.due_pence) == ("refund_due", TOTAL)
    assert (owed.order.status, owed.order_event.type) == ("expired", "refund_due")
    assert (owed.payment.version, owed.order.version) == (2, 3)


@pytest.mark.parametrize(
    "changes", [{"amount_pence": TOTAL - 1}, {"amount_pence": None}, {"currency": "EUR"}]
)
def test_another_amount_than_was_asked_for_is_parked(changes):
    assert decide(a_payment(), ORDER, told("paid", **changes), LATER) == Park("other-amount")


@pytest.mark.parametrize(
    ("state", "kind", "after"),
    [
        ("created", "started", "pending"),
        ("created", "declined", "declined"),
        ("created", "abandoned", "abandoned"),
        ("pending", "declined", "declined"),
        ("pending", "abandoned", "abandoned"),
        ("declined", "abandoned", "abandoned"),
    ],
)
def test_a_payment_that_is_not_made_leaves_the_order_alone(state, kind, after):
    taken = decide(a_payment(state=state), ORDER, told(kind, reference="cs_1"), LATER)
    assert isinstance(taken, Taken)
    assert (taken.payment.state, taken.payment.reference) == (after, "cs_1")
    assert (taken.order, taken.order_event) == (None, None)


@pytest.mark.parametrize("state", STATES)
def test_what_is_told_twice_is_parked_as_repeated(state):
    last = {"pending": "started", "refund_due": "paid", "refunded_part": "paid"}.get(state, state)
    if state != "created":
        assert decide(a_payment(state=state), ORDER, told(last), LATER) == Park("repeated")


@pytest.mark.parametrize("kind", ["started", "declined", "abandoned"])
@pytest.mark.parametrize("state", ["paid", "refund_due", "refunded_part", "refunded"])
def test_what_is_told_after_the_payment_is_parked_as_late(state, kind):
    assert decide(a_payment(state=state), PAID_ORDER, told(kind), LATER) == Park("late")


@pytest.mark.parametrize("kind", ["refunded", "refund_failed"])
@pytest.mark.parametrize("state", ["created", "pending", "declined", "abandoned"])
def test_a_refund_told_before_the_payment_is_parked_as_out_of_order(state, kind):
    assert decide(a_payment(state=state), ORDER, told(kind), LATER) == Park("out-of-order")


@pytest.mark.parametrize("state", STATES)
def test_what_the_shop_has_no_name_for_is_parked_as_unknown(state):
    assert decide(a_payment(state=state), ORDER, told(None), LATER) == Park("unknown")


def test_a_refund_made_at_the_providers_desk_is_taken_in():
    payment = a_payment(state="paid", version=3)
    taken = decide(payment, PAID_ORDER, told("refunded", amount_pence=1000), LATER)
    assert isinstance(taken, Taken)
    assert (taken.payment.state, taken.payment.refunded_pence) == ("refunded_part", 1000)
    assert taken.payment.version == 4
    assert taken.order is not None
    assert (taken.order.status, taken.order.version) == ("paid", 3)
    assert taken.refund is not None
    assert (taken.refund.key, taken.refund.amount_pence) == ("told-evt_refunded", 1000)
    assert (taken.refund.state, taken.refund.done_at) == ("done", LATER)
    rest = decide(taken.payment, taken.order, told("refunded"), LATER)
    assert isinstance(rest, Taken)
    assert rest.payment.state == "refunded"
    assert rest.order is not None
    assert rest.order.status == "refunded"


def test_a_refund_told_of_one_of_two_payments_leaves_the_order_paid():
    twin = a_payment(attempt=2, state="paid")
    taken = decide(a_payment(state="paid"), PAID_ORDER, told("refunded"), LATER, [twin])
    assert isinstance(taken, Taken)
    assert taken.order is not None
    assert (taken.payment.state, taken.order.status) == ("refunded", "paid")


def test_a_refund_that_was_asked_for_here_is_told_as_repeated():
    payment, _ = ask_refund(a_payment(state="paid"), 1000, "k1", NOW)
    event = told("refunded", amount_pence=1000)
    assert decide(payment, PAID_ORDER, event, LATER) == Park("repeated")


@pytest.mark.parametrize("amount_pence", [TOTAL + 1])
def test_more_paid_back_than_was_paid_is_parked(amount_pence):
    event = told("refunded", amount_pence=amount_pence)
    assert decide(a_payment(state="paid"), PAID_ORDER, event, LATER) == Park("other-amount")


def test_a_refund_of_no_amount_is_parked_as_repeated():
    event = told("refunded", amount_pence=None)
    assert decide(a_payment(state="paid"), PAID_ORDER, event, LATER) == Park("repeated")


def test_a_refund_that_failed_later_is_owed():
    payment, _ = ask_refund(a_payment(state="paid"), None, "k1", NOW)
    order = replace(ORDER, status="refunded", version=3)
    taken = decide(payment, order, told("refund_failed"), LATER)
    assert isinstance(taken, Taken)
    assert (taken.payment.state, taken.payment.due_pence) == ("refund_due", TOTAL)
    assert taken.payment.version == payment.version + 1
    assert taken.order is not None
    assert taken.order_event is not None
    assert (taken.order.status, taken.order.version) == ("refunded", 4)
    assert "£47.58" in taken.order_event.detail


@pytest.mark.parametrize("amount_pence", [None, 1001])
def test_a_failed_refund_of_another_amount_is_parked(amount_pence):
    payment, _ = ask_refund(a_payment(state="paid"), 1000, "k1", NOW)
    event = told("refund_failed", amount_pence=amount_pence)
    assert decide(payment, PAID_ORDER, event, LATER) == Park("other-amount")


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([*KINDS, None, "ask"]),
            st.integers(min_value=-1, max_value=TOTAL + 1),
        ),
        max_size=12,
    ),
    status=st.sampled_from(list(CHANGES)),
)
def test_no_order_of_events_loses_or_makes_money(steps, status):
    payment, order = a_payment(), replace(ORDER, status=status)
    for kind, amount_pence in steps:
        if kind == "ask":
            try:
                payment, _ = ask_refund(payment, amount_pence, "k", NOW)
            except NotRefundable:
                continue
        else:
            amount = TOTAL if kind == "paid" else amount_pence
            taken = decide(payment, order, told(kind, amount_pence=amount), LATER)
            if isinstance(taken, Park):
                continue
            assert taken.payment.version == payment.version + 1
            payment, order = taken.payment, taken.order or order
        assert 0 <= payment.refunded_pence <= TOTAL
        assert 0 <= payment.due_pence <= TOTAL - payment.refunded_pence
        assert (payment.state == "refund_due") == (payment.due_pence > 0)
        assert (payment.state == "refunded") == (payment.refunded_pence == TOTAL)
