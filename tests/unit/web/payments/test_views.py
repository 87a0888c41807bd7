from typing import get_args

import pytest

from shop.domain.payments import PaymentState
from shop.web.payments.views import payment_view, return_context
from tests.support.orders import NUMBER, an_order
from tests.support.payments import PAYMENT_ID, TOTAL, a_payment

GUESTS = an_order(payment_method="card")
CUSTOMERS = an_order(payment_method="card", customer_id="c1")
PAGE = "https://checkout.stripe.com/c/pay/cs_1"


def test_a_payment_is_shown_with_its_page_while_it_can_be_made():
    view = payment_view(a_payment(state="pending", redirect_url=PAGE, reference="cs_1"))
    assert (view.payment_id, view.order_number, view.state) == (PAYMENT_ID, NUMBER, "pending")
    assert (view.amount.amount, view.refunded.amount) == (TOTAL, 0)
    assert (view.page, view.open_until) == (PAGE, "2026-11-23T12:00:00Z")


def test_a_payment_that_is_made_has_no_page():
    assert payment_view(a_payment(state="paid", redirect_url=PAGE)).page is None


@pytest.mark.parametrize("state", get_args(PaymentState.__value__))
def test_every_state_is_told_in_words(tables, state):
    assert return_context(a_payment(state=state), CUSTOMERS)["heading"]


def test_a_customer_goes_on_without_a_key():
    context = return_context(a_payment(state="declined"), CUSTOMERS)
    assert context["order_path"] == f"/orders/{NUMBER}"
    assert context["pay_path"] == f"/orders/{NUMBER}/pay"


def test_a_guest_goes_on_with_the_orders_key(tables):
    context = return_context(a_payment(state="declined"), GUESTS)
    assert context["order_path"].startswith(f"/orders/{NUMBER}?key=k1.")
    assert context["pay_path"].startswith(f"/orders/{NUMBER}/pay?key=k1.")


@pytest.mark.parametrize(
    ("state", "status"), [("paid", "paid"), ("abandoned", "cancelled"), ("declined", "paid")]
)
def test_nobody_is_asked_to_pay_for_nothing(tables, state, status):
    order = an_order(payment_method="card", status=status)
    assert return_context(a_payment(state=state), order)["pay_path"] == ""
