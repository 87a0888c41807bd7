from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.payments import Payment
from shop.domain.refunds import Sent, refund_done, refund_failed, send_back
from shop.storage import orders, payments, refund_settlement, refunds
from shop.storage.refund_settlement import AlreadySettled
from shop.storage.refunds import AlreadyAsked
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.payments import TOTAL
from tests.support.refunds import AFTER, BY, NOTED, ORDER, PAID, REFUND, ask, done, keep_paid
from tests.support.tables import CALLS


@pytest.fixture(autouse=True)
def _kept(tables):
    keep_paid()


def test_a_refund_that_is_done_is_noted_on_its_order_once():
    ask()
    done()
    assert refunds.find(NUMBER, 1, "k1") == replace(
        REFUND, state="done", reference="re_1", done_at=NOW
    )
    assert orders.get_with_events(NUMBER) == (NOTED[0], (NOTED[1],))
    with pytest.raises(AlreadySettled):
        done()


def test_a_refund_is_not_noted_on_an_order_that_has_changed():
    ask()
    with pytest.raises(Conflict):
        refund_settlement.change_to_done(
            REFUND, "re_1", (replace(ORDER, version=1), *NOTED), seconds_left=10
        )
    assert refunds.find(NUMBER, 1, "k1") == REFUND


def test_a_refund_that_was_refused_is_owed_and_cannot_be_done():
    ask()
    owed = refund_failed(AFTER, 1000)
    refund_settlement.change_to_failed(REFUND, AFTER, owed, seconds_left=10)
    assert payments.get(NUMBER, 1) == owed
    assert owed.due_pence == 1000
    assert owed.refunded_pence == 0
    with pytest.raises(AlreadySettled):
        done()
    with pytest.raises(AlreadySettled):
        refund_settlement.change_to_failed(REFUND, AFTER, owed, seconds_left=10)


def test_a_refused_refund_meets_a_payment_that_has_changed():
    ask()
    with pytest.raises(Conflict):
        refund_settlement.change_to_failed(
            REFUND, PAID, refund_failed(AFTER, TOTAL), seconds_left=10
        )
    assert refunds.find(NUMBER, 1, "k1") == REFUND


def sent_back(key: str = "k1", before: Payment = PAID) -> None:
    after, refund = send_back(before, 1000, key, Sent("cheque", "No. 7"), NOW)
    change = refund_done([after], ORDER, refund, NOW, BY)
    refund_settlement.insert_done(before, after, refund, (ORDER, *change), seconds_left=10)


def test_what_was_sent_back_is_noted_on_payment_and_order_in_one_fact():
    CALLS.clear()
    sent_back()
    assert CALLS == ["TransactWriteItems"]
    (refund,) = refunds.list_by_order(NUMBER)
    assert (refund.state, refund.way, refund.reference) == ("done", "cheque", "No. 7")
    assert refund.done_at == NOW
    assert payments.get(NUMBER, 1).refunded_pence == 1000
    assert [event.type for event in orders.get_with_events(NUMBER)[1]] == ["refunded"]


def test_what_was_sent_back_under_a_key_is_noted_once():
    sent_back()
    with pytest.raises(AlreadyAsked):
        sent_back()
    assert payments.get(NUMBER, 1).refunded_pence == 1000


def test_nothing_is_sent_back_of_a_payment_that_has_changed():
    ask()
    with pytest.raises(Conflict):
        sent_back("k2")
    assert [refund.key for refund in refunds.list_by_order(NUMBER)] == ["k1"]
