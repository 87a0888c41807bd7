import pytest

from shop.domain.mails import Mail
from shop.domain.orders import By
from shop.domain.returns import ReturnLine, request_return
from shop.storage import order_returns, orders
from shop.storage.order_standings import find_standing
from shop.storage.payments import PaymentRow
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
MAIL = Mail("return#1", "ada@example.com", "order-return-received", {})


def kept(**changes):
    order = an_order(**changes)
    orders.row_of(order).save()
    return order


def test_says_how_an_order_stands_in_two_calls():
    order = kept(status="paid", version=3)
    CALLS.clear()
    standing = find_standing(NUMBER)
    assert CALLS == ["Query", "Query"]
    assert (standing.status, standing.version, standing.placed_at) == ("paid", 3, order.placed_at)
    assert not standing.is_closed


def test_an_order_that_was_sent_is_closed():
    kept(status="shipped")
    assert find_standing(NUMBER).is_closed


def test_an_order_for_which_money_is_owed_is_not_closed():
    kept(status="cancelled")
    PaymentRow(order_number=NUMBER, part="payment#001", due_pence=500).save()
    standing = find_standing(NUMBER)
    assert standing.owed_pence == 500
    assert not standing.is_closed


def test_an_order_of_which_something_comes_back_is_not_closed():
    order = kept(status="shipped")
    returning = request_return(
        order, (), (ReturnLine("MUG", 1),), "It is broken.", NOW, By("customer")
    )
    order_returns.insert(order, returning, MAIL, seconds_left=10)
    standing = find_standing(NUMBER)
    assert standing.open_returns == 1
    assert not standing.is_closed


def test_there_is_nothing_to_say_of_no_order():
    assert find_standing(NUMBER) is None
    orders.OrderRow(number=NUMBER, part="event#00000001").save()
    assert find_standing(NUMBER) is None
