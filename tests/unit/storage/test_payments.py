from dataclasses import replace

import pytest

from shop.domain.errors import NotFound
from shop.storage import payments
from shop.storage.transactions import Cancelled, write_together
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER
from tests.support.payments import a_payment


def test_a_payment_is_found_as_it_was_kept(tables):
    assert payments.insert(a_payment())
    assert payments.find(NUMBER, 1) == a_payment()
    assert payments.get(NUMBER, 1) == a_payment()


def test_what_is_not_there_is_not_found(tables):
    assert payments.find(NUMBER, 1) is None
    assert payments.list_by_order(NUMBER) == []
    with pytest.raises(NotFound):
        payments.get(NUMBER, 1)


def test_an_attempt_is_made_once(tables):
    assert payments.insert(a_payment())
    assert not payments.insert(a_payment(provider="local"))
    assert payments.get(NUMBER, 1).provider == "stripe"


def test_the_attempts_of_an_order_are_listed_in_order(tables):
    for attempt in (10, 2, 1):
        payments.insert(a_payment(attempt=attempt))
    payments.insert(a_payment(order_number="CT-OTHER"))
    assert [p.attempt for p in payments.list_by_order(NUMBER)] == [1, 2, 10]


def test_a_payment_changes_as_it_was_read_or_not_at_all(tables):
    before = a_payment()
    after = a_payment(
        state="pending", version=2, reference="cs_1", charge="pi_1", redirect_url="https://x"
    )
    payments.insert(before)
    assert payments.change(before, after)
    assert not payments.change(before, replace(after, state="abandoned"))
    assert payments.get(NUMBER, 1) == after


def test_a_payment_that_is_not_there_is_not_made_by_a_change(tables):
    assert not payments.change(a_payment(), a_payment(state="paid", version=2))
    assert tables.count("PaymentsTable") == 0


def test_a_change_that_is_overtaken_cancels_its_transaction(tables):
    payments.insert(a_payment(version=5))
    with pytest.raises(Cancelled):
        write_together(lambda t: payments.change_in(t, a_payment(), a_payment(version=2)))


def test_lists_the_payments_of_a_state_as_they_are_now(tables):
    assert payments.list_by_state("refund_due", 10) == []
    owed = a_payment(state="refund_due", due_pence=5)
    payments.insert(owed)
    payments.insert(a_payment(attempt=2))
    assert payments.list_by_state("refund_due", 10) == [owed]


def test_a_payment_that_the_index_still_lists_and_that_has_moved_on_is_left_out(tables):
    owed = a_payment(state="refund_due", due_pence=5)
    payments.insert(owed)

    def pay_back() -> None:
        payments.change(owed, replace(owed, state="refunded", due_pence=0, version=2))

    with just_before("BatchGetItem", pay_back):
        assert payments.list_by_state("refund_due", 10) == []
