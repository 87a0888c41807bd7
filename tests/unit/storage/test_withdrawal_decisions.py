from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.orders import By, Order
from shop.domain.refunds import owed_when_closed
from shop.domain.return_mails import approved_mail
from shop.domain.withdrawal_decisions import Decision, accept, decide, decline
from shop.domain.withdrawal_mails import declined_mail, receipt_mail
from shop.storage import (
    orders,
    payments,
    products,
    return_requests,
    stock_movements,
    withdrawal_decisions,
    withdrawals,
)
from shop.storage.orders import row_of
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment
from tests.support.returns import SHIPPED, WITHDRAWAL_ID, a_withdrawal, kept_withdrawal
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
BY = By("guest", "request-1")
DECLARED = a_withdrawal().declaration


def insert(order: Order | None, decision: Decision, owed=()) -> None:
    told = [receipt_mail(decision.withdrawal)]
    withdrawal_decisions.insert(order, decision, told, owed, seconds_left=10)


def decided(order: Order | None) -> Decision:
    return decide(DECLARED, None if order is None else (order, ()), [], NOW, BY)


def test_declaration_receipt_order_stock_and_money_owed_are_one_fact(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order(status="paid", payment_method="card")
    row_of(order).save()
    paid = a_payment(state="paid")
    payments.insert(paid)
    CALLS.clear()
    insert(order, decided(order), owed_when_closed([paid]))

    assert CALLS == ["TransactWriteItems"]
    after, (event,) = orders.get_with_events(NUMBER)
    assert (after.status, event.type) == ("cancelled", "withdrawn")
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [2, 5]
    assert stock_movements.sum_of("LAMP") == 2
    assert payments.get(NUMBER, 1).due_pence == TOTAL
    assert withdrawals.get(WITHDRAWAL_ID).outcome == "cancelled"
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["withdrawal-receipt"]


def test_a_return_of_what_was_sent_is_kept_with_it():
    row_of(SHIPPED).save()
    CALLS.clear()
    insert(SHIPPED, decided(SHIPPED))

    assert CALLS == ["TransactWriteItems"]
    (asked,) = return_requests.list_by_order(NUMBER)
    assert (asked.state, asked.is_withdrawal, asked.delivery_pence) == ("approved", True, 395)
    assert withdrawals.get(WITHDRAWAL_ID).outcome == "return_approved"


def test_one_that_matches_nothing_is_kept_with_its_receipt(tables: Tables):
    insert(None, decided(None))
    assert [w.outcome for w in withdrawals.list_by_state("open", 10)] == ["unmatched"]
    assert tables.count("MailsTable") == 1
    assert tables.count("OrdersTable") == 0


@pytest.mark.parametrize("order", [None, SHIPPED, an_order()])
def test_declared_twice_it_takes_effect_once(order):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    if order is not None:
        row_of(order).save()
    decision = decided(order)
    insert(order, decision)
    with pytest.raises(Conflict):
        insert(order, decision)
    assert len(return_requests.list_by_order(NUMBER)) == (order is SHIPPED)
    assert products.get("LAMP").available == (2 if order is not None and order != SHIPPED else 0)


@pytest.mark.parametrize("order", [SHIPPED, an_order()])
def test_an_order_that_has_changed_since_is_left_alone(order, tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    row_of(replace(order, version=2)).save()
    with pytest.raises(Conflict):
        insert(order, decided(order))
    assert tables.count("WithdrawalsTable") == 0
    assert tables.count("MailsTable") == 0
    assert products.get("LAMP").available == 0


@pytest.mark.parametrize("order", [SHIPPED, an_order()])
def test_an_answer_takes_effect_once(order, tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    waiting = kept_withdrawal()
    row_of(order).save()
    decision = accept(waiting, order, [], [], NOW, BY)
    request = decision.request
    told = [approved_mail(order, request, "http://shop/orders/1")] if request else []
    withdrawal_decisions.change(order, decision, told, (), NOW, seconds_left=10)

    assert withdrawals.get(WITHDRAWAL_ID).state == "done"
    again = accept(waiting, order, [], [], NOW, BY)
    with pytest.raises(Conflict):
        withdrawal_decisions.change(order, again, [], (), NOW, seconds_left=10)
    assert tables.count("MailsTable") == len(told)


def test_the_answer_alone_keeps_one_from_taking_effect_twice():
    """Even with the order as it was read: the withdrawal is not."""
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    waiting = kept_withdrawal(outcome="declined")
    order = an_order()
    row_of(order).save()
    decision = accept(replace(waiting, outcome="late"), order, [], [], NOW, BY)
    with pytest.raises(Conflict):
        withdrawal_decisions.change(order, decision, [], (), NOW, seconds_left=10)
    assert orders.get_with_events(NUMBER)[0].status == "awaiting_payment"
    assert products.get("LAMP").available == 0


def test_one_is_declined_with_the_mail_that_says_why(tables: Tables):
    waiting = kept_withdrawal(order_number=None, outcome="unmatched")
    decision = decline(waiting, None, "No such order.", NOW, BY)
    told = [declined_mail(decision.withdrawal)]
    withdrawal_decisions.change(None, decision, told, (), NOW, seconds_left=10)
    assert withdrawals.get(WITHDRAWAL_ID).answer == "No such order."
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["withdrawal-declined"]
