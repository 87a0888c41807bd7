from datetime import timedelta

import pytest

from shop.domain.errors import Conflict
from shop.domain.payments import (
    MOST_ATTEMPTS,
    PAGE_OPEN,
    is_payable,
    next_payment,
    number_and_attempt,
    open_payment,
    received_offline,
)
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import PAYMENT_ID, TOTAL, a_payment

CARD = an_order(payment_method="card")


def test_a_payment_is_named_by_its_order_and_attempt():
    assert a_payment().payment_id == PAYMENT_ID
    assert number_and_attempt(PAYMENT_ID) == (NUMBER, 1)


@pytest.mark.parametrize("text", ["", "1", ".1", f"{NUMBER}.", f"{NUMBER}.x", "A.²", "A.1000"])
def test_what_is_no_name_of_a_payment_is_told(text):
    assert number_and_attempt(text) is None


def test_the_first_attempt_is_over_all_of_the_order():
    payment = next_payment(CARD, [], "stripe", NOW)
    assert payment == a_payment()
    assert (payment.amount_pence, payment.currency) == (TOTAL, "GBP")


def test_the_next_attempt_has_the_next_number():
    earlier = [a_payment(state="abandoned"), a_payment(attempt=2, state="abandoned")]
    assert next_payment(CARD, earlier, "stripe", NOW).attempt == 3


def test_refuses_endless_attempts():
    earlier = [a_payment(attempt=n) for n in range(MOST_ATTEMPTS)]
    with pytest.raises(Conflict, match="too often"):
        next_payment(CARD, earlier, "stripe", NOW)


@pytest.mark.parametrize(
    "order",
    [
        an_order(payment_method="money_order"),
        *(
            an_order(payment_method="card", status=status)
            for status in ("paid", "shipped", "cancelled", "expired", "refunded")
        ),
    ],
)
def test_refuses_to_start_where_there_is_nothing_to_pay_by_card(order):
    assert not is_payable(order)
    with pytest.raises(Conflict, match="nothing to pay"):
        next_payment(order, [], "stripe", NOW)


@pytest.mark.parametrize("state", ["created", "pending", "declined"])
def test_goes_on_with_the_newest_payment_while_its_page_is_open(state):
    newest = a_payment(attempt=2, state=state)
    assert open_payment([newest, a_payment(state="abandoned")], NOW) == newest


@pytest.mark.parametrize("state", ["abandoned", "paid", "refund_due", "refunded_part", "refunded"])
def test_does_not_go_on_with_a_payment_that_is_over(state):
    assert open_payment([a_payment(state=state)], NOW) is None


def test_does_not_go_on_when_the_page_is_closed_or_never_was():
    assert open_payment([a_payment()], NOW + PAGE_OPEN - timedelta(seconds=1)) is not None
    assert open_payment([a_payment()], NOW + PAGE_OPEN) is None
    assert open_payment([], NOW) is None


@pytest.mark.parametrize(("is_owed", "state", "due"), [(False, "paid", 0), (True, "refund_due", 1)])
def test_what_an_operator_notes_as_paid_is_a_payment_in_full(is_owed, state, due):
    declined = a_payment(state="declined")
    payment = received_offline(an_order(), [declined], NOW, is_owed=is_owed)
    assert (payment.provider, payment.attempt, payment.state) == ("offline", 2, state)
    assert (payment.amount_pence, payment.due_pence) == (TOTAL, due * TOTAL)
    assert (payment.is_received, payment.held_pence) == (True, TOTAL)
    assert (declined.is_received, declined.held_pence) == (False, 0)
