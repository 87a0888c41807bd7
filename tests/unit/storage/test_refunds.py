from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.orders import By
from shop.domain.refunds import ask_refund, refund_done
from shop.storage import payments, refund_settlement, refunds
from shop.storage.orders import OrderRow, row_of
from shop.storage.refunds import AlreadyAsked
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import a_payment

ORDER = an_order(payment_method="card", status="paid", version=2)
PAID = a_payment(state="paid", version=3, charge="pi_1")
BY = By("an operator")
AFTER, REFUND = ask_refund(PAID, 1000, "k1", NOW)
NOTED = refund_done([AFTER], ORDER, REFUND, NOW, BY)


@pytest.fixture(autouse=True)
def _kept(tables):
    """One paid order."""
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    payments.insert(PAID)
    payments.change(PAID, PAID)


def ask() -> None:
    refunds.insert(PAID, AFTER, REFUND, seconds_left=10)


def done() -> None:
    refund_settlement.change_to_done(REFUND, "re_1", (ORDER, *NOTED), seconds_left=10)


def test_an_amount_is_set_aside_with_its_refund():
    ask()
    assert refunds.find(NUMBER, 1, "k1") == REFUND
    assert payments.get(NUMBER, 1) == AFTER
    assert refunds.find(NUMBER, 1, "k2") is None


def test_a_key_sets_an_amount_aside_once():
    ask()
    with pytest.raises(AlreadyAsked):
        refunds.insert(AFTER, replace(AFTER, version=5), REFUND, seconds_left=10)
    assert payments.get(NUMBER, 1).refunded_pence == 1000


def test_nothing_is_set_aside_from_a_payment_that_has_changed():
    ask()
    with pytest.raises(Conflict):
        refunds.insert(PAID, AFTER, replace(REFUND, key="k2"), seconds_left=10)
    assert refunds.find(NUMBER, 1, "k2") is None


def test_lists_the_refunds_that_are_not_finished():
    assert refunds.list_unfinished(10) == []
    ask()
    assert refunds.list_unfinished(10) == [REFUND]
    done()
    assert refunds.list_unfinished(10) == []
