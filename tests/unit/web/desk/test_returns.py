from typing import Any

import pytest

from shop.domain.errors import Conflict, NotFound
from shop.domain.orders import By, with_event
from shop.storage import (
    order_changes,
    orders,
    payments,
    products,
    refunds,
    return_requests,
    stock_movements,
)
from shop.storage.stock_reconciliation import find_difference
from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER
from tests.support.payments import a_payment
from tests.support.returns import kept_return
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
ID = f"{NUMBER}-R1"
OPERATOR = "arn:aws:iam::123456789012:user/ada"
TWO = [{"sku": "LAMP", "restocked": 1, "damaged": 1}]


def act(action: str, **asked: Any) -> Any:
    kind, do = ACTIONS[action]
    return do(to_struct(asked, kind, strict=True), By(OPERATOR, "request-1"), NOW)


def test_lists_what_waits_for_an_answer_for_goods_and_for_money():
    kept_return(state="requested")
    (listed,) = act("returns")["returns"]
    assert (listed["return_id"], listed["state"]) == (ID, "requested")
    assert listed["lines"] == [{"sku": "LAMP", "quantity": 2}]
    assert act("returns", state="declined") == {"returns": []}


def test_a_return_is_approved_once_and_its_customer_told_where_to_send_it(tables: Tables):
    kept_return(state="requested")
    answers = [act("approve-return", return_id=ID) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "approved"
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["order-return-approved"]
    _, (event,) = orders.get_with_events(NUMBER)
    assert (event.type, event.actor) == ("return_approved", OPERATOR)


def test_a_return_is_declined_once_and_its_customer_told_why(tables: Tables):
    kept_return(state="requested")
    answers = [act("decline-return", return_id=ID, answer="Made for you.") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["return"]["answer"] == "Made for you."
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["order-return-declined"]
    with pytest.raises(Conflict):
        act("decline-return", return_id=ID, answer="Another reason.")
    with pytest.raises(Conflict):
        act("approve-return", return_id=ID)


def test_goods_are_taken_in_once(tables: Tables):
    stock(make_product("LAMP", available=3))
    kept_return()
    answers = [act("receive-return", return_id=ID, lines=TWO) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "received"
    assert answers[0]["return"]["refund_due"]["amount"] == 3598
    assert products.get("LAMP").available == stock_movements.sum_of("LAMP") == 4
    assert find_difference("LAMP") is None
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["order-return-arrived"]
    with pytest.raises(Conflict):
        act("receive-return", return_id=ID, lines=[{"sku": "LAMP", "restocked": 2}])


def test_two_operators_who_take_goods_in_at_once_do_so_once():
    stock(make_product("LAMP", available=3))
    kept_return()

    def other() -> None:
        act("receive-return", return_id=ID, lines=TWO)

    with just_before("TransactWriteItems", other):
        answer = act("receive-return", return_id=ID, lines=TWO)
    assert answer["outcome"] == "received"
    assert products.get("LAMP").available == 4


def test_an_order_that_changes_meanwhile_is_decided_on_anew():
    kept_return(state="requested")

    def other() -> None:
        order, _ = orders.get_with_events(NUMBER)
        noted = with_event(order, NOW, "noted", "Something else.", By(OPERATOR))
        order_changes.change(order, *noted, seconds_left=10)

    with just_before("TransactWriteItems", other):
        assert act("approve-return", return_id=ID)["outcome"] == "approved"


@pytest.mark.parametrize("return_id", [f"{NUMBER}-R2", f"{NUMBER}", "CT-2345-2345-2-R1", "R1"])
def test_a_return_that_is_not_there_is_not_found(return_id):
    kept_return(state="requested")
    with pytest.raises(NotFound):
        act("approve-return", return_id=return_id)


def test_a_returns_id_may_be_typed_as_people_do():
    kept_return(state="requested")
    assert act("approve-return", return_id=f" {ID.lower()} ")["outcome"] == "approved"


def test_what_came_by_money_order_is_paid_back_once_by_cheque(tables: Tables):
    stock(make_product("LAMP", available=3))
    kept_return()
    payments.insert(a_payment(provider="offline", state="paid"))
    with pytest.raises(Conflict):
        act("refund-return", return_id=ID, how="cheque")
    act("receive-return", return_id=ID, lines=TWO)
    answers = [act("refund-return", return_id=ID, how="cheque", reference="7") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "refunded"
    payment = payments.get(NUMBER, 1)
    assert payment.refunded_pence == 3598
    refund = refunds.find(NUMBER, 1, "return-1")
    assert refund is not None
    assert refund.amount_pence == 3598
    assert [event.type for event in orders.get_with_events(NUMBER)[1]][-2:] == [
        "refunded",
        "return_refunded",
    ]


def test_a_return_for_which_nothing_is_owed_is_closed_without_paying():
    kept_return(state="received", received=())
    assert act("refund-return", return_id=ID)["outcome"] == "refunded"
    (asked,) = return_requests.list_by_order(NUMBER)
    assert asked.state == "refunded"
