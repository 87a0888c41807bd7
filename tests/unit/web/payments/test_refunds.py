from collections.abc import Iterator
from dataclasses import replace

import pytest

from shop.domain.errors import TryAgain
from shop.domain.orders import By
from shop.domain.refunds import NotRefundable, Refund, Sent
from shop.storage import orders, payments, products
from shop.storage.orders import OrderRow, row_of
from shop.web.payments.refunds import pay_back, refundable_payment, send_back
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.payments import PAYMENT_ID, TOTAL, a_payment
from tests.support.stripe_stand_in import StandIn, shop_with_stripe

pytestmark = pytest.mark.enable_socket
ORDER = an_order(payment_method="card", status="paid", version=2)
PAID = a_payment(state="paid", charge="pi_1")
BY = By("an operator", "request-1")


@pytest.fixture(autouse=True)
def stripe(tables, monkeypatch) -> Iterator[StandIn]:
    """A paid order, and the provider that holds its money."""
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    payments.insert(PAID)
    payments.change(PAID, PAID)
    with shop_with_stripe(monkeypatch) as stand_in:
        stand_in.charges["pi_1"] = {"amount": TOTAL, "amount_refunded": 0}
        yield stand_in


def refund(amount_pence: int | None = 1000, key: str = "k1") -> Refund:
    return pay_back(PAID, amount_pence, key, NOW, BY, seconds_left=10)


def test_a_refund_is_done_and_told_without_a_person(stripe):
    with logged() as lines:
        done = refund()
    assert (done.state, done.reference, done.amount_pence) == ("done", "re_1", 1000)
    assert [line["message"] for line in lines] == ["refund-done"]
    assert lines[0]["payment_id"] == PAYMENT_ID
    order, events = orders.get_with_events(NUMBER)
    assert (order.status, [event.type for event in events]) == ("paid", ["refunded"])


def test_two_clicks_at_once_pay_back_once(stripe):
    with just_before("TransactWriteItems", refund):
        refund()
    assert len(stripe.refunds) == 1
    assert payments.get(NUMBER, 1).refunded_pence == 1000
    assert len(orders.get_with_events(NUMBER)[1]) == 1


@pytest.mark.parametrize(
    ("operation", "nth"),
    [("Query", 1), ("Query", 2), ("GetItem", 1), ("TransactWriteItems", 1)],
)
def test_all_of_it_noted_as_sent_back_twice_at_once_is_noted_once(operation, nth):
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))

    def send() -> Refund:
        return send_back(PAID, None, "k1", Sent("cheque"), NOW, BY, seconds_left=10)

    with just_before(operation, send, nth):
        assert send().amount_pence == TOTAL
    assert payments.get(NUMBER, 1).refunded_pence == TOTAL


@pytest.mark.parametrize(
    ("operation", "nth"), [("GetItem", 1), ("GetItem", 2), ("TransactWriteItems", 1)]
)
def test_all_of_a_card_paid_back_twice_at_once_is_paid_back_once(operation, nth, stripe):
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    with just_before(operation, lambda: refund(None), nth):
        assert refund(None).amount_pence == TOTAL
    assert [r["amount"] for r in stripe.refunds] == [TOTAL]


def test_a_card_paid_back_in_full_before_the_order_left_gives_its_goods_back_once(stripe):
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    with just_before("TransactWriteItems", lambda: refund(None)):
        refund(None)

    assert orders.get_with_events(NUMBER)[0].status == "refunded"
    assert len(stripe.refunds) == 1
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [3, 1]


def test_goods_are_given_back_by_the_one_who_notes_the_refund(stripe):
    stock(make_product("LAMP", available=1), make_product("MUG", available=0))
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        refund(None)
    assert products.get("LAMP").available == 1
    with just_before("TransactWriteItems", lambda: refund(None)):
        assert refund(None).state == "done"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [3, 1]


def test_two_refunds_at_once_are_both_made(stripe):
    with just_before("TransactWriteItems", lambda: refund(key="k2")):
        refund()
    assert payments.get(NUMBER, 1).refunded_pence == 2000
    assert len(orders.get_with_events(NUMBER)[1]) == 2


def test_two_refunds_at_once_never_exceed_the_payment(stripe):
    with (
        just_before("TransactWriteItems", lambda: refund(TOTAL, "k2")),
        pytest.raises(NotRefundable),
    ):
        refund()
    assert [r["amount"] for r in stripe.refunds] == [TOTAL]


def test_a_refund_that_stripe_refuses_is_owed_and_stays_refused(stripe):
    stripe.charges.clear()
    with logged() as lines, pytest.raises(NotRefundable):
        refund()
    assert (lines[-1]["message"], lines[-1]["reason"]) == ("refund-refused", "resource_missing")
    payment = payments.get(NUMBER, 1)
    assert (payment.state, payment.refunded_pence, payment.due_pence) == ("refund_due", 0, 1000)
    stripe.charges["pi_1"] = {"amount": TOTAL, "amount_refunded": 0}
    with pytest.raises(NotRefundable):
        refund()
    assert refund(key="k2").state == "done"


def test_a_refund_that_two_clicks_were_refused_is_owed_once(stripe):
    stripe.charges.clear()

    def refused() -> None:
        with pytest.raises(NotRefundable):
            refund()

    with just_before("TransactWriteItems", refused):
        refused()
    assert payments.get(NUMBER, 1).due_pence == 1000


def test_a_refusal_that_another_click_has_noted_is_noted_once(stripe):
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        refund()
    stripe.charges.clear()

    def refused() -> None:
        with pytest.raises(NotRefundable):
            refund()

    with just_before("TransactWriteItems", refused):
        refused()
    assert payments.get(NUMBER, 1).due_pence == 1000


def test_a_refund_refused_while_the_payment_changes_is_owed(stripe):
    stripe.charges.clear()
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        refund()

    def touch() -> None:
        now = payments.get(NUMBER, 1)
        payments.change(now, replace(now, version=9))

    with just_before("TransactWriteItems", touch), pytest.raises(NotRefundable):
        refund()
    assert payments.get(NUMBER, 1).due_pence == 1000


@pytest.mark.parametrize("done", [0, 1])
def test_gives_up_when_others_are_always_quicker(done, stripe):
    codes = ("None", "ConditionalCheckFailed", "ConditionalCheckFailed")
    if done:
        stripe.faults = [(0, {}), (0, {})]
        with pytest.raises(TryAgain):
            refund()
        codes = ("ConditionalCheckFailed", "None", "None")
    with failing("TransactWriteItems", cancelled(*codes)), pytest.raises(TryAgain):
        refund()


def test_gives_up_when_a_refusal_cannot_be_noted(stripe):
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        refund()
    stripe.charges.clear()
    refused = cancelled("None", "ConditionalCheckFailed")
    with failing("TransactWriteItems", refused), pytest.raises(TryAgain):
        refund()
    with pytest.raises(NotRefundable):
        refund()


def test_a_refund_that_another_click_finished_meanwhile_is_done(stripe):
    stripe.faults = [(0, {}), (0, {})]
    with pytest.raises(TryAgain):
        refund()
    with just_before("TransactWriteItems", refund):
        assert refund().state == "done"
    assert len(orders.get_with_events(NUMBER)[1]) == 1


def test_what_is_owed_is_paid_back_before_what_was_paid(stripe):
    payments.insert(a_payment(attempt=2))
    owed = a_payment(attempt=2, state="refund_due", due_pence=TOTAL, charge="pi_2")
    payments.change(a_payment(attempt=2), owed)
    assert refundable_payment(NUMBER, "a key").attempt == 2
    stripe.charges["pi_2"] = {"amount": TOTAL, "amount_refunded": 0}
    pay_back(owed, None, "k9", NOW, BY, seconds_left=10)
    assert refundable_payment(NUMBER, "a key").attempt == 1
    refund(None)
    with pytest.raises(NotRefundable):
        refundable_payment(NUMBER, "a key")


def test_what_was_not_paid_by_card_is_not_paid_back_to_one(tables):
    with pytest.raises(NotRefundable):
        refundable_payment("CT-OTHER", "a key")
