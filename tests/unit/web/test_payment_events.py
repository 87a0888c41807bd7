from dataclasses import replace

import pytest

from shop.domain.errors import InvalidRequest, TryAgain
from shop.gateways.local_payments import LocalPayments, webhook
from shop.storage import orders, payment_events, payments
from shop.storage.orders import OrderRow, row_of
from shop.web.payment_events import receive, take_in
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.payments import a_payment, told

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
