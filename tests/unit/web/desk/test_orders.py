from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from shop.domain.errors import Conflict, InvalidFields, NotCancellable, NotFound
from shop.domain.orders import By, Order
from shop.domain.promotions import Promotion
from shop.domain.shipping import ShippingWindow
from shop.storage import orders, payments, products, promotions, stock_movements
from shop.storage.orders import row_of
from shop.web.desk import orders as desk
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.orders import NUMBER, an_order
from tests.support.payments import TOTAL
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


def kept(status: str = "awaiting_payment", **changes: object) -> Order:
    order = an_order(status=status, **changes)
    row_of(order).save()
    return order


def mark_paid() -> str:
    return desk.mark_paid(NUMBER, BY, NOW, seconds_left=10)


def mark_shipped(tracking: str = "AB123") -> str:
    return desk.mark_shipped(NUMBER, tracking, BY, NOW, seconds_left=10)


def history() -> list[str]:
    return [event.type for event in orders.get_with_events(NUMBER)[1]]


def shelves() -> list[int]:
    return [products.get(sku).available for sku in ("LAMP", "MUG")]


def test_a_money_order_pays_once_and_fixes_when_the_order_ships():
    kept()
    CALLS.clear()
    assert mark_paid() == "paid"
    assert CALLS == ["Query", "Query", "TransactWriteItems"]
    assert mark_paid() == "paid"

    order, (event,) = orders.get_with_events(NUMBER)
    assert order.ships_between == ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))
    assert (event.type, event.actor, event.request_id) == ("paid", BY.actor, "request-1")


def test_what_was_noted_as_paid_is_kept_as_a_payment_once():
    kept()
    mark_paid()
    mark_paid()
    (payment,) = payments.list_by_order(NUMBER)
    assert (payment.provider, payment.state, payment.amount_pence) == ("offline", "paid", TOTAL)
    assert (payment.due_pence, payment.held_pence) == (0, TOTAL)


def test_when_it_ships_is_never_worked_out_again():
    kept()
    mark_paid()
    desk.mark_paid(NUMBER, BY, NOW + timedelta(days=30), seconds_left=10)
    desk.mark_shipped(NUMBER, "", BY, NOW + timedelta(days=30), seconds_left=10)

    window = orders.get_with_events(NUMBER)[0].ships_between
    assert window == ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))


def test_two_operators_at_once_note_one_payment():
    kept()
    with just_before("TransactWriteItems", mark_paid):
        assert mark_paid() == "paid"
    assert history() == ["paid"]


def test_an_expired_order_is_paid_if_its_goods_are_still_there():
    stock(make_product("LAMP", available=2), make_product("MUG", available=1))
    kept("expired")
    assert [mark_paid() for _ in range(2)] == ["paid", "paid"]

    assert orders.get_with_events(NUMBER)[0].status == "paid"
    assert [payment.state for payment in payments.list_by_order(NUMBER)] == ["paid"]
    assert shelves() == [0, 0]
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [0, 0]


def test_an_expired_order_takes_its_promotion_along():
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
    kept("expired", promotion_code="TENTH")
    mark_paid()
    used = promotions.find("TENTH")
    assert used is not None
    assert used.uses == 1


def test_two_operators_at_once_take_the_goods_of_an_expired_order_once():
    stock(make_product("LAMP"), make_product("MUG"))
    kept("expired")
    with just_before("TransactWriteItems", mark_paid):
        assert mark_paid() == "paid"
    assert shelves() == [8, 9]
    assert history() == ["paid"]


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_money_for_what_cannot_be_sent_is_owed_once(status):
    stock(make_product("LAMP", available=1), make_product("MUG"))
    kept(status)
    assert [mark_paid() for _ in range(2)] == ["refund_due", "refund_due"]

    assert history() == ["refund_due"]
    (payment,) = payments.list_by_order(NUMBER)
    assert (payment.state, payment.due_pence) == ("refund_due", TOTAL)
    assert orders.get_with_events(NUMBER)[0].status == status
    assert shelves() == [1, 10]


def test_an_order_that_was_paid_back_takes_no_money():
    kept("refunded")
    with pytest.raises(Conflict, match="The order is closed"):
        mark_paid()


def test_a_paid_order_ships_once():
    kept("paid")
    assert [mark_shipped(), mark_shipped(" AB123 ")] == ["shipped", "shipped"]

    order, (event,) = orders.get_with_events(NUMBER)
    assert (order.status, order.tracking, event.type) == ("shipped", "AB123", "shipped")
    with pytest.raises(Conflict, match="has been shipped already"):
        mark_shipped("CD456")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("awaiting_payment", "The order is not paid yet."),
        ("cancelled", "The order is closed."),
    ],
)
def test_ships_nothing_that_is_not_to_be_shipped(status, sentence):
    kept(status)
    with pytest.raises(Conflict, match=sentence):
        mark_shipped()


def test_refuses_what_is_no_tracking_number():
    kept("paid")
    with pytest.raises(InvalidFields):
        mark_shipped("A" * 101)


def cancel() -> str:
    return desk.cancel(NUMBER, BY, NOW, seconds_left=10)


def test_cancels_once():
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    kept("paid")
    assert [cancel() for _ in range(2)] == ["cancelled", "cancelled"]
    assert shelves() == [2, 1]
    assert history() == ["cancelled"]


def test_the_same_payment_noted_again_after_a_cancellation_is_no_second_one():
    stock(make_product("LAMP"), make_product("MUG"))
    kept()
    mark_paid()
    desk.cancel(NUMBER, BY, NOW, seconds_left=10)
    assert mark_paid() == "refund_due"
    (payment,) = payments.list_by_order(NUMBER)
    assert payment.due_pence == payment.amount_pence
    assert history() == ["paid", "cancelled"]


def test_a_cancelled_order_that_was_paid_by_money_order_is_owed():
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    kept()
    mark_paid()
    cancel()
    (payment,) = payments.list_by_order(NUMBER)
    assert (payment.state, payment.due_pence) == ("refund_due", TOTAL)


@pytest.mark.parametrize(
    ("first", "second", "left"), [(cancel, mark_shipped, [2, 1]), (mark_shipped, cancel, [0, 0])]
)
def test_of_cancelling_and_shipping_at_once_exactly_one_happens(
    first: Callable[[], str], second: Callable[[], str], left
):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    kept("paid")
    with just_before("TransactWriteItems", first), pytest.raises((Conflict, NotCancellable)):
        second()
    assert len(history()) == 1
    assert shelves() == left


def mark_packing() -> str:
    return desk.mark_packing(NUMBER, BY, NOW, seconds_left=10)


def mark_unpacked() -> str:
    return desk.mark_unpacked(NUMBER, BY, NOW, seconds_left=10)


def test_packs_and_unpacks_once():
    kept("paid")
    assert [mark_packing() for _ in range(2)] == ["packing", "packing"]
    assert orders.get_with_events(NUMBER)[0].shipment == "packing"
    assert [mark_unpacked() for _ in range(2)] == ["paid", "paid"]
    assert orders.get_with_events(NUMBER)[0].shipment == "none"
    assert history() == ["packing", "packing_stopped"]


@pytest.mark.parametrize("status", ["awaiting_payment", "shipped", "cancelled"])
def test_packs_nothing_that_is_not_to_be_packed(status):
    kept(status)
    for act in (mark_packing, mark_unpacked):
        with pytest.raises(Conflict):
            act()
    assert history() == []


def test_cancels_and_ships_what_is_being_packed():
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    kept("paid", shipment="packing")
    assert cancel() == "cancelled"
    assert orders.get_with_events(NUMBER)[0].stage == "cancelled"
    assert shelves() == [2, 1]
    with pytest.raises(Conflict):
        mark_shipped()


def test_an_order_that_keeps_changing_is_given_up():
    kept("paid")
    never = cancelled("ConditionalCheckFailed")
    with failing("TransactWriteItems", never) as calls, pytest.raises(Conflict):
        mark_shipped()
    assert len(calls) == 4


def test_finds_an_order_however_its_number_is_typed():
    order = kept()
    assert desk.get_order(NUMBER.lower().replace("-", " ")) == (order, ())


@pytest.mark.parametrize("number", ["CT-2PQX-5MWJ-B", "7", NUMBER])
def test_an_unknown_number_is_told(number):
    with pytest.raises(NotFound):
        desk.get_order(number)


def test_an_expired_order_that_changes_meanwhile_is_looked_at_again():
    stock(make_product("LAMP", available=1), make_product("MUG"))
    order = kept("expired")
    assert replace(order, version=2) != order
    with just_before("TransactWriteItems", mark_paid):
        assert mark_paid() == "refund_due"
    assert history() == ["refund_due"]
