from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.storage import payments, refunds
from shop.storage.refunds import AlreadyAsked
from tests.support.orders import NUMBER
from tests.support.refunds import AFTER, PAID, REFUND, ask, done, keep_paid


@pytest.fixture(autouse=True)
def _kept(tables):
    keep_paid()


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
