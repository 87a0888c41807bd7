from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import InvalidRequest, TryAgain
from shop.domain.promotions import Promotion
from shop.gateways.local_payments import LocalPayments, webhook
from shop.storage import (
    orders,
    payment_events,
    payments,
    products,
    promotions,
    refunds,
    stock_movements,
)
from shop.storage.orders import OrderRow, row_of
from shop.web.payments.events import receive, take_in
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.logs import lines_in, logged
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL, a_payment, told
from tests.support.tables import CALLS

ORDER = an_order(payment_method="card")
PAYMENT = a_payment(state="pending")
REFUSED = cancelled("None", "ConditionalCheckFailed", "None", "None")


@pytest.fixture(autouse=True)
def _kept(tables):
    """One order that waits for one payment."""
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    payments.insert(PAYMENT)


def take(kind: str | None = "paid", **changes):
    return take_in("stripe", told(kind, **changes), NOW, seconds_left=10)


def status() -> str:
    return orders.get_with_events(NUMBER)[0].status


def outcomes() -> list[str]:
    return [outcome for _, outcome, _ in payment_events.list_told(NUMBER)]


def test_a_payment_that_is_told_pays_its_order_and_is_logged_without_a_person():
    with logged() as lines:
        payment = take()
    assert payment is not None
    assert (payment.state, status(), outcomes()) == ("paid", "paid", ["taken"])
    [line] = lines
    assert (line["message"], line["outcome"]) == ("payment-told", "paid")
    assert "example.com" not in str(line)


def parked_in(capsys) -> int:
    return sum(line.get("PaymentEventsParked", 0) for line in lines_in(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("paid", {"payment_id": "nobody-1"}),
        ("paid", {"amount_pence": TOTAL + 1}),
        ("refunded", {}),
        (None, {}),
    ],
)
def test_what_was_parked_and_may_be_money_is_counted_once(capsys, kind, changes):
    take(kind, **changes)
    assert parked_in(capsys) == 1
    take(kind, **changes)
    assert parked_in(capsys) == 0


def test_what_comes_late_or_twice_is_parked_and_worries_nobody(capsys):
    take()
    take(event_id="again")
    take("declined", event_id="late")
    assert outcomes().count("repeated") + outcomes().count("late") == 2
    assert parked_in(capsys) == 0


def test_the_same_event_again_is_answered_as_before_and_logged_once():
    take()
    with logged() as lines:
        again = take()
    assert again == payments.get(NUMBER, 1)
    assert (outcomes(), len(lines)) == (["taken"], 0)


def test_an_event_that_is_told_while_it_is_being_taken_is_taken_once():
    with just_before("TransactWriteItems", take):
        payment = take()
    assert payment == payments.get(NUMBER, 1)
    assert outcomes() == ["taken"]


def test_return_and_webhook_that_meet_pay_once():
    with just_before("TransactWriteItems", lambda: take(event_id="look-up")):
        payment = take()
    assert payment is not None
    assert payment.state == "paid"
    assert outcomes() == ["repeated", "taken"]
    assert len(orders.get_with_events(NUMBER)[1]) == 1


def test_a_cancellation_that_is_quicker_makes_the_money_owed():
    def cancel() -> None:
        OrderRow(number=NUMBER, part="order").update(
            [OrderRow.status.set("cancelled"), OrderRow.version.set(2)],
            condition=OrderRow.version == 1,
        )

    with just_before("TransactWriteItems", cancel):
        payment = take()
    assert payment is not None
    assert (payment.state, status()) == ("refund_due", "cancelled")


def expire() -> None:
    OrderRow(number=NUMBER, part="order").update(
        [OrderRow.status.set("expired"), OrderRow.version.set(2)], condition=OrderRow.version == 1
    )


def shelves() -> list[int]:
    return [products.get(sku).available for sku in ("LAMP", "MUG")]


def test_a_card_paid_after_the_order_expired_takes_the_goods_once_more_however_often_told():
    stock(make_product("LAMP", available=2), make_product("MUG", available=1))
    expire()
    CALLS.clear()
    payment = take()
    assert CALLS == ["GetItem", "Query", "TransactWriteItems"]
    assert payment is not None
    assert (payment.state, payment.due_pence, status()) == ("paid", 0, "paid")
    take()
    take(event_id="look-up")
    assert (shelves(), outcomes()) == ([0, 0], ["taken", "repeated"])
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [0, 0]
    assert [event.type for event in orders.get_with_events(NUMBER)[1]] == ["paid"]


def test_a_return_that_is_quicker_than_the_webhook_takes_the_goods_once():
    stock(make_product("LAMP", available=5), make_product("MUG", available=5))
    expire()
    with just_before("TransactWriteItems", lambda: take(event_id="look-up")):
        payment = take()
    assert payment is not None
    assert (payment.state, shelves(), outcomes()) == ("paid", [3, 4], ["repeated", "taken"])


def test_the_webhook_again_while_it_is_rescued_takes_the_goods_once():
    stock(make_product("LAMP", available=5), make_product("MUG", available=5))
    expire()
    with just_before("TransactWriteItems", take):
        payment = take()
    assert payment is not None
    assert (payment.state, shelves(), outcomes()) == ("paid", [3, 4], ["taken"])


def test_a_card_paid_after_the_order_expired_is_owed_if_some_of_the_goods_are_gone():
    stock(make_product("LAMP", available=1), make_product("MUG", available=1))
    expire()
    for _ in range(2):
        payment = take()
        assert payment is not None
        assert (payment.state, payment.due_pence) == ("refund_due", TOTAL)
    assert (status(), shelves(), outcomes()) == ("expired", [1, 1], ["taken"])
    assert [event.type for event in orders.get_with_events(NUMBER)[1]] == ["refund_due"]


def test_a_card_paid_late_takes_its_promotion_along():
    stock(make_product("LAMP"), make_product("MUG"))
    promotions.insert(
        Promotion(
            code="TENTH",
            kind="percent",
            amount=10,
            starts_at=NOW,
            ends_at=NOW + timedelta(days=1),
        )
    )
    OrderRow(number=NUMBER, part="order").update(
        [OrderRow.promotion_code.set("TENTH")], condition=OrderRow.version == 1
    )
    expire()
    take()
    used = promotions.find("TENTH")
    assert used is not None
    assert (used.uses, status()) == (1, "paid")


def test_a_refund_made_at_the_providers_desk_is_kept_as_one_of_the_orders():
    take()
    for _ in range(2):
        take("refunded", amount_pence=1000)
    (refund,) = refunds.list_by_order(NUMBER)
    assert (refund.state, refund.amount_pence, refund.way) == ("done", 1000, "card")
    assert status() == "paid"


def test_a_payment_paid_back_by_the_provider_before_the_order_left_gives_its_goods_back_once():
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    take()
    with just_before("TransactWriteItems", lambda: take("refunded")):
        take("refunded")
    assert (payments.get(NUMBER, 1).state, status()) == ("refunded", "refunded")
    assert len(refunds.list_by_order(NUMBER)) == 1
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [3, 1]
    assert outcomes().count("taken") == 2


def test_one_of_two_payments_that_is_paid_back_leaves_the_order_paid():
    take()
    payments.insert(a_payment(attempt=2, state="pending"))
    take(payment_id=f"{NUMBER}.2", event_id="evt_2")
    assert payments.get(NUMBER, 2).state == "refund_due"
    take("refunded", payment_id=f"{NUMBER}.2", event_id="evt_3")
    assert (payments.get(NUMBER, 2).state, status()) == ("refunded", "paid")
    take("refunded", event_id="evt_4")
    assert status() == "refunded"


@pytest.mark.parametrize(
    ("kind", "changes", "outcome"),
    [
        ("refunded", {}, "out-of-order"),
        ("paid", {"amount_pence": 1}, "other-amount"),
        (None, {}, "unknown"),
    ],
)
def test_what_cannot_be_taken_is_parked_with_its_reason(kind, changes, outcome):
    assert take(kind, **changes) == PAYMENT
    assert (status(), outcomes()) == ("awaiting_payment", [outcome])


@pytest.mark.parametrize("payment_id", ["", f"{NUMBER}.9", "CT-OTHER.1", "what"])
def test_what_names_no_payment_is_parked_apart(payment_id):
    assert take(payment_id=payment_id) is None
    assert [o for _, o, _ in payment_events.list_told("unknown#stripe")] == ["unknown"]


def test_another_providers_word_does_not_count():
    assert take_in("local", told("paid"), NOW, seconds_left=10) is None
    assert status() == "awaiting_payment"


def test_gives_up_when_others_are_always_quicker():
    with failing("TransactWriteItems", REFUSED), pytest.raises(TryAgain):
        take()
    assert outcomes() == []


def test_a_webhook_is_taken_in(monkeypatch):
    monkeypatch.setenv("STAGE", "local")
    payments.insert(replace(PAYMENT, attempt=2, provider="local"))
    payment = payments.get(NUMBER, 2)
    headers, body = webhook(payment, "declined", NOW)
    taken = receive(LocalPayments(), headers, body, NOW, seconds_left=10)
    assert taken is not None
    assert taken.state == "declined"


def test_a_webhook_of_nobodys_is_refused_and_told_to_operators(monkeypatch):
    monkeypatch.setenv("STAGE", "local")
    with logged() as lines, pytest.raises(InvalidRequest):
        receive(LocalPayments(), {}, b"{}", NOW, seconds_left=10)
    assert [line["message"] for line in lines] == ["webhook-refused"]
