from typing import Any

import pytest

from shop.domain.errors import Conflict, InvalidFields, NotFound
from shop.domain.orders import By
from shop.storage import orders, payments, products, return_requests
from shop.storage.orders import row_of
from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment
from tests.support.returns import SHIPPED, WITHDRAWAL_ID, kept_withdrawal
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
OPERATOR = "arn:aws:iam::123456789012:user/ada"


def act(action: str, **asked: Any) -> Any:
    kind, do = ACTIONS[action]
    return do(to_struct(asked, kind, strict=True), By(OPERATOR, "request-1"), NOW)


def test_lists_those_that_wait_for_somebody():
    kept_withdrawal()
    kept_withdrawal(withdrawal_id="WD-DONE", outcome="cancelled")
    (waiting,) = act("withdrawals")["withdrawals"]
    assert (waiting["withdrawal_id"], waiting["outcome"]) == (WITHDRAWAL_ID, "late")
    assert waiting["declaration"]["email"] == "ada@example.com"
    assert len(act("withdrawals", state="done")["withdrawals"]) == 1


def test_a_late_one_may_be_accepted_once(tables: Tables):
    row_of(SHIPPED).save()
    kept_withdrawal()
    answers = [act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "return_approved"
    assert len(return_requests.list_by_order(NUMBER)) == 1
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["order-return-approved"]


def test_one_that_matched_nothing_may_be_accepted_for_the_order_it_meant():
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    row_of(an_order(status="paid", payment_method="card")).save()
    payments.insert(a_payment(state="paid"))
    kept_withdrawal(number="my last", outcome="unmatched", order_number=None)
    with pytest.raises(NotFound):
        act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID)
    answer = act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID, number=NUMBER)
    assert (answer["outcome"], answer["withdrawal"]["order_number"]) == ("cancelled", NUMBER)
    assert products.get("LAMP").available == 2
    assert payments.get(NUMBER, 1).due_pence == TOTAL


def test_an_operator_says_which_goods_are_meant():
    row_of(SHIPPED).save()
    kept_withdrawal(outcome="unclear", goods="The mug")
    lines = [{"sku": "MUG", "quantity": 1}]
    act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID, lines=lines)
    (asked,) = return_requests.list_by_order(NUMBER)
    assert [line.sku for line in asked.lines] == ["MUG"]


def test_part_of_an_order_that_was_not_sent_is_refused():
    row_of(an_order(status="paid")).save()
    kept_withdrawal()
    lines = [{"sku": "MUG", "quantity": 1}]
    with pytest.raises(InvalidFields):
        act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID, lines=lines)


@pytest.mark.parametrize("number", [NUMBER, None])
def test_one_is_declined_once_and_whoever_declared_it_told_why(number, tables: Tables):
    row_of(SHIPPED).save()
    kept_withdrawal(order_number=number, email="bo@example.com")
    asked = {"withdrawal_id": WITHDRAWAL_ID, "answer": "It came too late."}
    answers = [act("decline-withdrawal", **asked) for _ in range(2)]
    assert answers[0] == answers[1]
    (mail,) = tables.items("MailsTable")
    assert (mail["template"], mail["to"]) == ("withdrawal-declined", "bo@example.com")
    events = [event.type for event in orders.get_with_events(NUMBER)[1]]
    assert events == (["withdrawal_declined"] if number else [])
    with pytest.raises(Conflict):
        act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID)


def test_of_two_answers_at_once_the_first_counts():
    row_of(SHIPPED).save()
    kept_withdrawal()

    def other() -> None:
        act("decline-withdrawal", withdrawal_id=WITHDRAWAL_ID, answer="It came too late.")

    with just_before("TransactWriteItems", other), pytest.raises(Conflict):
        act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID)
    assert return_requests.list_by_order(NUMBER) == []


def test_one_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        act("accept-withdrawal", withdrawal_id=WITHDRAWAL_ID)
