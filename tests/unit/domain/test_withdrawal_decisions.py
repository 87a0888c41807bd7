from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import Conflict, InvalidFields
from shop.domain.orders import By, Order, OrderEvent
from shop.domain.returns import ReturnLine, ReturnRequest
from shop.domain.withdrawal_decisions import Decision, accept, decide, decline, delivery_pence
from shop.domain.withdrawals import Declaration, DeclaredLine, Withdrawal
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, SUMS, an_order

BY = By("guest", "request-1")
DECLARED = Declaration(
    withdrawal_id="WD-2345-2345-2", number=NUMBER, name="Ada Sample", email="ada@example.com"
)
LAMP = DeclaredLine("LAMP", 1)
SHIPPED = an_order(status="shipped", shipment="shipped")
LEFT = (OrderEvent(NOW, "shipped", ""),)
WAITING = Withdrawal(declaration=DECLARED, declared_at=NOW, outcome="late", order_number=NUMBER)


def decided(
    order: Order | None,
    *lines: DeclaredLine,
    returns: tuple[ReturnRequest, ...] = (),
    now: object = NOW,
    **changes: object,
) -> Decision:
    declaration = replace(DECLARED, lines=lines, **changes)
    found = None if order is None else (order, LEFT if order.status == "shipped" else ())
    return decide(declaration, found, returns, now, BY)


@pytest.mark.parametrize(
    ("status", "shipment"), [("awaiting_payment", "none"), ("paid", "none"), ("paid", "packing")]
)
def test_an_order_that_was_not_sent_is_cancelled(status, shipment):
    decision = decided(an_order(status=status, shipment=shipment))
    assert decision.withdrawal.outcome == "cancelled"
    assert decision.withdrawal.order_number == NUMBER
    assert decision.order is not None
    assert (decision.order.status, decision.order.version) == ("cancelled", 2)
    assert decision.event is not None
    assert (decision.event.type, decision.event.actor) == ("withdrawn", "guest")
    assert decision.request is None


def test_what_was_sent_may_come_back_at_once():
    decision = decided(SHIPPED)
    assert decision.withdrawal.outcome == "return_approved"
    assert decision.order == replace(SHIPPED, version=2)
    request = decision.request
    assert request is not None
    assert (request.state, request.is_withdrawal, request.reason) == ("approved", True, "")
    assert request.lines == (ReturnLine("LAMP", 2), ReturnLine("MUG", 1))
    assert request.delivery_pence == 395


def test_of_part_of_the_goods_the_delivery_is_not_paid_back():
    request = decided(SHIPPED, LAMP).request
    assert request is not None
    assert request.lines == (ReturnLine("LAMP", 1),)
    assert request.delivery_pence == 0


def test_the_whole_is_what_is_left():
    first = decided(SHIPPED, LAMP).request
    assert first is not None
    request = decided(SHIPPED, returns=(first,)).request
    assert request is not None
    assert (request.position, request.delivery_pence) == (2, 395)
    assert request.lines == (ReturnLine("LAMP", 1), ReturnLine("MUG", 1))


@pytest.mark.parametrize(
    ("method", "country", "paid", "paid_back"),
    [
        ("standard", "IE", 1_095, 1_095),
        # Express of up to 2 kg to Ireland: the post would have cost 10.95.
        ("express", "IE", 1_995, 1_095),
        # Express of up to 10 kg within the country is less than the post.
        ("express", "GB", 795, 795),
        ("standard", "IE", 0, 0),
        ("express", "IE", 1, 1),
        ("express", "XX", 1_995, 1_995),
    ],
)
def test_no_more_than_the_least_expensive_delivery_is_paid_back(method, country, paid, paid_back):
    order = replace(
        SHIPPED,
        shipping_method=method,
        shipping_address=replace(SHIPPED.shipping_address, country=country),
        sums=replace(SUMS, shipping_pence=paid),
    )
    assert delivery_pence(order) == paid_back


@pytest.mark.parametrize("status", ["cancelled", "expired", "refunded"])
def test_of_a_closed_order_somebody_has_to_look(status):
    decision = decided(an_order(status=status))
    assert decision.withdrawal.outcome == "closed"
    assert decision.order is not None
    assert decision.order.status == status
    assert decision.event is not None
    assert decision.event.type == "withdrawal_received"


@pytest.mark.parametrize(
    ("order", "lines"),
    [
        (SHIPPED, [DeclaredLine("LAMP", 3)]),
        (SHIPPED, [DeclaredLine("BOOK", 1)]),
        (an_order(status="paid"), [LAMP]),
    ],
)
def test_of_more_than_there_is_and_part_of_what_was_not_sent_somebody_has_to_look(order, lines):
    assert decided(order, *lines).withdrawal.outcome == "unclear"


def test_of_an_order_of_which_nothing_is_left_somebody_has_to_look():
    first = decided(SHIPPED).request
    assert first is not None
    assert decided(SHIPPED, returns=(first,)).withdrawal.outcome == "unclear"


def test_a_late_one_is_received_and_has_no_effect():
    decision = decided(SHIPPED, now=NOW + timedelta(days=60))
    assert decision.withdrawal.outcome == "late"
    assert decision.withdrawal.state == "open"
    assert decision.order == replace(SHIPPED, version=2)
    assert decision.request is None


@pytest.mark.parametrize("order", [None, SHIPPED])
def test_one_that_matches_no_order_touches_none(order):
    decision = decided(order, email="bo@example.com")
    assert decision.withdrawal.outcome == "unmatched"
    assert decision.withdrawal.order_number is None
    assert decision == Decision(decision.withdrawal)


def test_an_operator_may_accept_what_came_late():
    decision = accept(WAITING, SHIPPED, [], [], NOW, BY)
    assert decision.withdrawal.outcome == "return_approved"
    assert decision.request is not None
    assert decision.request.lines == (ReturnLine("LAMP", 2), ReturnLine("MUG", 1))


def test_an_operator_may_say_which_goods_are_meant():
    decision = accept(WAITING, SHIPPED, [], [ReturnLine("MUG", 1)], NOW, BY)
    assert decision.request is not None
    assert decision.request.lines == (ReturnLine("MUG", 1),)
    with pytest.raises(InvalidFields):
        accept(WAITING, SHIPPED, [], [ReturnLine("MUG", 2)], NOW, BY)


def test_an_operator_may_decline_and_says_why():
    decision = decline(WAITING, SHIPPED, " It came too late. ", NOW, BY)
    assert (decision.withdrawal.outcome, decision.withdrawal.answer) == (
        "declined",
        "It came too late.",
    )
    assert decision.event is not None
    assert decision.event.type == "withdrawal_declined"
    assert decline(WAITING, None, "No.", NOW, BY).order is None
    with pytest.raises(InvalidFields):
        decline(WAITING, None, " ", NOW, BY)


@pytest.mark.parametrize("outcome", ["cancelled", "return_approved", "declined"])
def test_one_is_answered_once(outcome):
    done = replace(WAITING, outcome=outcome)
    with pytest.raises(Conflict):
        accept(done, SHIPPED, [], [], NOW, BY)
    with pytest.raises(Conflict):
        decline(done, SHIPPED, "No.", NOW, BY)
