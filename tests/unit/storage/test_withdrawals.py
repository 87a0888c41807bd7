from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import NotFound
from shop.domain.withdrawals import DeclaredLine
from shop.storage import withdrawals
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.returns import WITHDRAWAL_ID, a_withdrawal, kept_withdrawal
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")


def test_comes_back_as_it_was_declared():
    kept = kept_withdrawal(
        lines=(DeclaredLine("LAMP", 1, "Lamp"),), goods="The lamp", by_key=True, outcome="unclear"
    )
    assert withdrawals.find(WITHDRAWAL_ID) == withdrawals.get(WITHDRAWAL_ID) == kept


def test_one_that_was_never_declared_is_not_found():
    assert withdrawals.find(WITHDRAWAL_ID) is None
    with pytest.raises(NotFound):
        withdrawals.get(WITHDRAWAL_ID)


def test_is_declared_once():
    kept = kept_withdrawal()
    with pytest.raises(Cancelled):
        kept_withdrawal(outcome="cancelled")
    assert withdrawals.find(WITHDRAWAL_ID) == kept


def test_is_answered_once():
    waiting = kept_withdrawal(order_number=None, outcome="unmatched")
    declined = replace(waiting, outcome="declined", answer="No such order.")
    write_together(lambda t: withdrawals.leave_open(t, declined))
    accepted = replace(waiting, outcome="cancelled", order_number=NUMBER)
    with pytest.raises(Cancelled):
        write_together(lambda t: withdrawals.leave_open(t, accepted))
    assert withdrawals.find(WITHDRAWAL_ID) == declined


def test_lists_those_that_wait_the_oldest_first():
    kept_withdrawal(withdrawal_id="WD-A")
    kept_withdrawal(withdrawal_id="WD-B", declared_at=NOW - timedelta(hours=1))
    done = kept_withdrawal(withdrawal_id="WD-C", outcome="cancelled")
    found = withdrawals.list_by_state("open", 10)
    assert [withdrawal.declaration.withdrawal_id for withdrawal in found] == ["WD-B", "WD-A"]
    assert withdrawals.list_by_state("done", 10) == [done]


def test_lists_those_that_name_an_order():
    kept = kept_withdrawal()
    kept_withdrawal(withdrawal_id="WD-B", number="CT-OTHER")
    assert withdrawals.list_by_number(NUMBER) == [kept]


def test_is_kept_as_long_as_the_books(tables: Tables):
    kept_withdrawal()
    (row,) = tables.items("WithdrawalsTable")
    assert row["expires_at"] == int((NOW + timedelta(days=2192)).timestamp())


def test_one_that_fits_no_order_is_kept_for_a_year(tables: Tables):
    kept_withdrawal(outcome="unmatched", order_number=None)
    (row,) = tables.items("WithdrawalsTable")
    assert row["expires_at"] == int((NOW + timedelta(days=365)).timestamp())
    assert a_withdrawal().state == row["state"] == "open"
