import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.data_requests import Subject
from shop.storage import orders
from shop.storage import personal_orders as of_orders
from shop.storage.payments import PaymentRow
from shop.storage.promotions import PromotionRow
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.returns import kept_withdrawal
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
HERS = Subject("", "", NOW, (NUMBER,))


def kept(**changes):
    orders.row_of(an_order(**changes)).save()
    orders.OrderRow(number=NUMBER, part="return#001", state="requested").save()
    orders.row_of(an_order(number="CT-3333-3333-3")).save()


def test_the_order_comes_last_of_its_parts():
    kept()
    assert [row.part for row in of_orders.find_orders(HERS)] == ["return#001", "order"]


def test_finds_the_payments_of_an_order_and_of_no_other():
    PaymentRow(order_number=NUMBER, part="payment#001").save()
    PaymentRow(order_number="CT-3333-3333-3", part="payment#001").save()
    assert [row.order_number for row in of_orders.find_payments(HERS)] == [NUMBER]
    assert of_orders.find_invoices(HERS) == []


def test_finds_the_use_of_a_code_and_whom_it_was_counted_for():
    kept(promotion_code="ONCE")
    parts = ["email#hash", "customer#id-1"]
    PromotionRow("ONCE", f"redemption#{NUMBER}", redeemers=json.dumps(parts)).save()
    PromotionRow("ONCE", "email#hash", uses=1).save()
    PromotionRow("ONCE", "email#another", uses=1).save()
    found = [row.part for row in of_orders.find_redemptions(HERS)]
    assert found == [f"redemption#{NUMBER}", "email#hash"]


def test_an_order_without_a_code_asks_for_no_use_of_one():
    kept()
    (head,) = [row for row in of_orders.order_parts(NUMBER) if row.part == "order"]
    CALLS.clear()
    assert of_orders.order_redemption(head) is None
    assert CALLS == []


def test_a_code_that_was_counted_for_nobody_names_nobody():
    assert of_orders.redeemers_of(PromotionRow("ONCE", f"redemption#{NUMBER}")) == []


def test_finds_withdrawals_by_their_address_but_not_from_orders_that_are_not_the_subject_s():
    for name, number in (("WD-A", None), ("WD-B", NUMBER), ("WD-C", "CT-3333-3333-3")):
        kept_withdrawal(withdrawal_id=name, number="typed", order_number=number)
    kept_withdrawal(withdrawal_id="WD-D", order_number=None, email="other@example.com")
    hers = replace(HERS, email="Ada@example.com")
    found = {row.withdrawal_id for row in of_orders.find_withdrawals(hers)}
    assert found == {"WD-A", "WD-B"}
    earlier = replace(hers, until=NOW - timedelta(seconds=1))
    assert of_orders.find_withdrawals(earlier) == []


def test_finds_the_withdrawals_that_were_of_an_order_and_not_those_that_only_named_it():
    matched = kept_withdrawal()
    kept_withdrawal(withdrawal_id="WD-B", order_number=None, outcome="unmatched")
    found = [row.withdrawal_id for row in of_orders.find_withdrawals(HERS)]
    assert found == [matched.declaration.withdrawal_id]
