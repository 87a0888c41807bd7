import pytest

from shop.domain.orders import By
from shop.domain.refunds import (
    NotRefundable,
    Refund,
    Sent,
    ask_refund,
    owe,
    owed_when_closed,
    refund_done,
    refund_failed,
    send_back,
)
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment

PAID = a_payment(state="paid", version=3)
BY = By("an operator", "request-1")


def test_a_refund_in_full_sets_all_of_the_payment_aside():
    payment, refund = ask_refund(PAID, None, "k1", NOW)
    assert (payment.state, payment.refunded_pence, payment.version) == ("refunded", TOTAL, 4)
    assert refund == Refund(
        order_number=NUMBER, attempt=1, key="k1", amount_pence=TOTAL, state="asked", asked_at=NOW
    )
    assert refund.idempotency_key == f"{NUMBER}.1.refund.k1"


def test_a_refund_in_part_leaves_the_rest():
    payment, refund = ask_refund(PAID, 1000, "k1", NOW)
    assert (payment.state, payment.refunded_pence, refund.amount_pence) == (
        "refunded_part",
        1000,
        1000,
    )
    rest, last = ask_refund(payment, None, "k2", NOW)
    assert (rest.state, rest.refunded_pence, last.amount_pence) == (
        "refunded",
        TOTAL,
        TOTAL - 1000,
    )


def test_what_is_owed_is_owed_until_all_of_it_is_paid_back():
    owed = owe(PAID)
    assert owed is not None
    assert (owed.state, owed.due_pence, owed.version) == ("refund_due", TOTAL, 4)
    part, _ = ask_refund(owed, 1000, "k1", NOW)
    assert (part.state, part.due_pence) == ("refund_due", TOTAL - 1000)
    done, _ = ask_refund(part, None, "k2", NOW)
    assert (done.state, done.due_pence) == ("refunded", 0)


@pytest.mark.parametrize("amount_pence", [0, -1, TOTAL + 1])
def test_refuses_to_pay_back_nothing_or_more_than_was_paid(amount_pence):
    with pytest.raises(NotRefundable):
        ask_refund(PAID, amount_pence, "k1", NOW)


@pytest.mark.parametrize("state", ["created", "pending", "declined", "abandoned", "refunded"])
def test_refuses_to_pay_back_what_was_not_paid_or_is_paid_back(state):
    refunded = TOTAL if state == "refunded" else 0
    with pytest.raises(NotRefundable):
        ask_refund(a_payment(state=state, refunded_pence=refunded), None, "k1", NOW)


@pytest.mark.parametrize("state", ["created", "pending", "declined", "abandoned", "refunded"])
def test_owes_nothing_where_nothing_is_held(state):
    refunded = TOTAL if state == "refunded" else 0
    assert owe(a_payment(state=state, refunded_pence=refunded)) is None


def test_owes_the_same_money_once():
    owed = owe(PAID)
    assert owed is not None
    assert owe(owed) is None


def test_owes_the_rest_of_what_was_paid_back_in_part():
    owed = owe(a_payment(state="refunded_part", refunded_pence=1000))
    assert owed is not None
    assert owed.due_pence == TOTAL - 1000


@pytest.mark.parametrize("status", ["paid", "shipped"])
def test_an_order_whose_payment_is_paid_back_in_full_is_refunded(status):
    refunded, refund = ask_refund(PAID, None, "k1", NOW)
    order, event = refund_done([refunded], an_order(status=status, version=4), refund, NOW, BY)
    assert (order.status, order.version, event.type) == ("refunded", 5, "refunded")
    assert event.detail == "We have paid £47.58 back to your card."
    assert (event.actor, event.request_id) == ("an operator", "request-1")


def test_a_cancelled_order_stays_cancelled_when_it_is_paid_back():
    refunded, refund = ask_refund(PAID, None, "k1", NOW)
    order, event = refund_done([refunded], an_order(status="cancelled"), refund, NOW, BY)
    assert (order.status, event.type) == ("cancelled", "refunded")


def test_an_order_that_is_paid_back_in_part_stays_as_it_is():
    part, refund = ask_refund(PAID, 1000, "k1", NOW)
    order, event = refund_done([part], an_order(status="paid"), refund, NOW, BY)
    assert (order.status, event.detail) == ("paid", "We have paid £10.00 back to your card.")


def test_an_order_that_was_paid_twice_stays_paid_when_one_payment_is_paid_back():
    twin, refund = ask_refund(a_payment(attempt=2, state="refund_due"), None, "k1", NOW)
    order, event = refund_done([PAID, twin], an_order(status="paid"), refund, NOW, BY)
    assert (order.status, event.type) == ("paid", "refunded")


@pytest.mark.parametrize(
    ("way", "words"), [("cheque", "back by cheque."), ("bank", "back to your bank account.")]
)
def test_money_that_an_operator_sent_back_is_told_with_its_way(way, words):
    payment, refund = send_back(PAID, None, "k1", Sent(way, "No. 7"), NOW)
    assert (payment.state, refund.state, refund.done_at) == ("refunded", "done", NOW)
    assert (refund.reference, refund.amount_pence) == ("No. 7", TOTAL)
    assert send_back(PAID, None, "k1", Sent(way), NOW)[1].reference is None
    _, event = refund_done([payment], an_order(status="paid"), refund, NOW, BY)
    assert event.detail == f"We have paid £47.58 {words}"


@pytest.mark.parametrize("amount_pence", [0, TOTAL + 1])
def test_refuses_to_note_that_more_was_sent_back_than_was_paid(amount_pence):
    with pytest.raises(NotRefundable):
        send_back(PAID, amount_pence, "k1", Sent("bank"), NOW)


def test_a_refund_that_failed_is_owed_again():
    payment, refund = ask_refund(PAID, 1000, "k1", NOW)
    owed = refund_failed(payment, refund.amount_pence)
    assert (owed.state, owed.refunded_pence, owed.due_pence, owed.version) == (
        "refund_due",
        0,
        1000,
        5,
    )


def test_of_an_order_that_is_closed_only_what_is_held_is_owed():
    declined = a_payment(attempt=2, state="declined")
    [(before, after)] = owed_when_closed([PAID, declined])
    assert (before, after.due_pence) == (PAID, TOTAL)
