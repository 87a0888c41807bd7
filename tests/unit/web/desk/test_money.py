from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.errors import InvalidFields
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.refunds import NotRefundable, ask_refund
from shop.domain.returns import ReceivedLine
from shop.storage import orders, payments, products, refunds, return_requests
from shop.storage.orders import row_of
from shop.storage.transactions import write_together
from shop.web.desk import money as desk_money
from shop.web.desk import orders as desk_orders
from shop.web.payments.events import take_in
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment, told
from tests.support.returns import kept_return

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


def paid(status: str = "awaiting_payment") -> None:
    row_of(an_order(status=status)).save()
    desk_orders.mark_paid(NUMBER, BY, NOW, seconds_left=10)


def refund(**given: Any) -> Any:
    asked = desk_money.Refunding(number=NUMBER, **({"how": "cheque"} | given))
    return desk_money.refund(asked, BY, NOW)


def owed() -> Any:
    return desk_money.list_owed(desk_money.Owing(), BY, NOW)


def test_a_money_order_that_was_sent_back_is_noted_once():
    paid()
    answers = [refund(reference=" No. 7 ") for _ in range(2)]

    assert [answer["amount_pence"] for answer in answers] == [TOTAL, TOTAL]
    assert answers[0]["order"]["status"] == "refunded"
    order, events = orders.get_with_events(NUMBER)
    assert (order.status, [event.type for event in events]) == ("refunded", ["paid", "refunded"])
    assert (events[1].actor, events[1].request_id) == (BY.actor, "request-1")
    assert events[1].detail == "We have paid £47.58 back by cheque."
    (kept,) = refunds.list_by_order(NUMBER)
    assert (kept.way, kept.reference, kept.key) == ("cheque", "No. 7", "whole")


def test_a_money_order_is_sent_back_in_parts_and_never_more_than_was_paid():
    paid()
    refund(amount_pence=1000)
    assert orders.get_with_events(NUMBER)[0].status == "paid"
    with pytest.raises(NotRefundable):
        refund(amount_pence=TOTAL - 999)
    refund(amount_pence=TOTAL - 1000, how="bank")
    assert orders.get_with_events(NUMBER)[0].status == "refunded"
    with pytest.raises(NotRefundable):
        refund(amount_pence=1)
    assert payments.get(NUMBER, 1).refunded_pence == TOTAL


def test_what_is_paid_back_in_full_before_it_left_gives_its_goods_back_once(tables):
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    paid()
    refund(amount_pence=1000)
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [1, 0]

    with just_before("TransactWriteItems", lambda: refund(key="rest")):
        refund(key="rest")

    assert orders.get_with_events(NUMBER)[0].status == "refunded"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [3, 1]
    reasons = [row["reason"] for row in tables.items("StockMovementsTable")]
    assert reasons.count("cancelled") == 2


def test_what_is_paid_back_after_it_left_gives_no_goods_back():
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    paid()
    desk_orders.mark_shipped(NUMBER, "", BY, NOW, seconds_left=10)
    refund()

    assert orders.get_with_events(NUMBER)[0].status == "refunded"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [1, 0]


def test_two_operators_at_once_never_send_back_more_than_was_paid():
    paid()
    with (
        just_before("TransactWriteItems", lambda: refund(key="k1")),
        pytest.raises(NotRefundable),
    ):
        refund(key="k2", amount_pence=1000)
    assert [kept.amount_pence for kept in refunds.list_by_order(NUMBER)] == [TOTAL]
    assert payments.get(NUMBER, 1).refunded_pence == TOTAL


def test_two_operators_with_one_key_note_one_refund():
    paid()
    with just_before("TransactWriteItems", refund):
        refund()
    assert len(refunds.list_by_order(NUMBER)) == 1


def test_how_it_was_sent_back_must_be_said_of_what_was_not_paid_by_card():
    paid()
    with pytest.raises(InvalidFields) as refusal:
        refund(how=None)
    assert [error.field for error in refusal.value.errors] == ["how"]
    assert refunds.list_by_order(NUMBER) == []


def test_what_a_card_does_not_take_back_is_sent_another_way():
    row_of(an_order(status="paid", payment_method="card")).save()
    payments.insert(a_payment(state="refund_due", due_pence=TOTAL))
    refund(how="bank")
    assert orders.get_with_events(NUMBER)[0].status == "refunded"
    assert payments.get(NUMBER, 1).state == "refunded"


def test_what_is_owed_is_listed_until_it_is_paid_back():
    assert owed() == {"owed_pence": 0, "returns": [], "payments": [], "unfinished": []}
    paid("cancelled")
    (payment,) = owed()["payments"]
    assert (payment["number"], payment["due_pence"], payment["provider"]) == (
        NUMBER,
        TOTAL,
        "offline",
    )
    refund(amount_pence=1000)
    assert owed()["owed_pence"] == TOTAL - 1000
    refund(key="rest")
    assert owed()["payments"] == []
    assert orders.get_with_events(NUMBER)[0].status == "cancelled"


def test_a_refund_that_was_asked_for_and_not_finished_is_listed():
    before = a_payment(state="paid")
    payments.insert(before)
    after, asked = ask_refund(before, 1000, "k1", NOW)
    refunds.insert(before, after, asked, seconds_left=10)
    assert owed()["unfinished"] == [
        {"number": NUMBER, "key": "k1", "amount_pence": 1000, "asked_at": "2026-11-23T10:00:00Z"}
    ]


def test_what_is_missing_is_issued_at_the_desk_once():
    paid()
    asked = desk_money.Issuing(number=NUMBER)
    answers = [desk_money.issue(asked, BY, NOW) for _ in range(2)]
    assert [answer["outcome"] for answer in answers] == ["issued", "nothing-due"]
    documents = [{"number": "INV-2026-000001", "total_pence": TOTAL}]
    assert answers[0]["documents"] == answers[1]["documents"] == documents


def test_a_series_is_listed_in_its_order():
    paid()
    desk_money.issue(desk_money.Issuing(number=NUMBER), BY, NOW)
    listed = desk_money.list_documents(desk_money.Listing(series="INV-2026"), BY, NOW)
    assert listed == {
        "issued": 1,
        "documents": [{"number": "INV-2026-000001", "order_number": NUMBER}],
    }
    empty = desk_money.list_documents(desk_money.Listing(series="CRN-2026"), BY, NOW)
    assert empty == {"issued": 0, "documents": []}


def test_what_is_owed_for_a_return_is_listed_until_it_is_paid_back():
    asked = kept_return(state="approved")
    back = replace(
        asked, state="received", received=(ReceivedLine("LAMP", 2, 0),), refund_due_pence=3598
    )
    write_together(lambda t: return_requests.leave_state(t, asked, back))
    listed = owed()
    assert listed["owed_pence"] == 3598
    assert listed["returns"] == [{"return_id": f"{NUMBER}-R1", "due_pence": 3598}]
    write_together(lambda t: return_requests.leave_state(t, back, replace(back, state="refunded")))
    assert owed()["returns"] == []


def test_lists_what_names_no_payment_of_the_shops_the_latest_first():
    for name, minutes in (("evt_1", 1), ("evt_2", 5)):
        event = told(
            "paid",
            event_id=name,
            payment_id="another-shop",
            reference="pi_1",
            at=NOW + timedelta(minutes=minutes),
        )
        assert take_in("stripe", event, NOW, seconds_left=10) is None
    shown = desk_money.list_parked(desk_money.ListingParked(), BY, NOW)["parked"]
    assert [each["event_id"] for each in shown] == ["evt_2", "evt_1"]
    assert shown[0] == {
        "at": rfc3339(NOW + timedelta(minutes=5)),
        "provider": "stripe",
        "event_id": "evt_2",
        "type": "provider.paid",
        "reference": "pi_1",
        "amount_pence": TOTAL,
    }
    few = desk_money.list_parked(desk_money.ListingParked(limit=1), BY, NOW)["parked"]
    assert [each["event_id"] for each in few] == ["evt_2"]
