import pytest

from shop.domain.errors import Conflict
from shop.domain.order_mails import link_mail
from shop.domain.orders import By
from shop.domain.return_receipts import movements, receive
from shop.domain.returns import ReceivedLine, ReturnLine
from shop.storage import orders, products, return_requests, stock_movements
from shop.storage.order_restocking import change_to_received
from shop.storage.stock_reconciliation import find_difference
from shop.storage.transactions import write_together
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER
from tests.support.returns import SHIPPED, a_return, kept_return
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
BOTH = (ReturnLine("LAMP", 2), ReturnLine("MUG", 1))
CAME = (ReceivedLine("LAMP", 1, 1), ReceivedLine("MUG", 1))
MAIL = link_mail(SHIPPED, "http://shop.localhost:3000/orders/1", NOW)


def take_in(asked, order=SHIPPED, came=CAME):
    changed = receive(order, asked, [], came, NOW, By("operator", "request-1"))
    moved = movements(order, changed.request, NOW)
    change_to_received(order, asked, changed, moved, MAIL, seconds_left=10)


def test_return_order_mail_movements_and_stock_change_in_one_call(tables: Tables):
    stock(make_product("LAMP", available=3), make_product("MUG", available=0))
    asked = kept_return(lines=BOTH)
    CALLS.clear()
    take_in(asked)

    assert CALLS == ["TransactWriteItems"]
    (kept,) = return_requests.list_by_order(NUMBER)
    assert (kept.state, kept.received) == ("received", CAME)
    order, (event,) = orders.get_with_events(NUMBER)
    assert (order.version, event.type) == (2, "return_received")
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [4, 1]
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [4, 1]
    assert [find_difference(sku) for sku in ("LAMP", "MUG")] == [None, None]
    assert tables.count("MailsTable") == 1


def test_taken_in_twice_the_stock_grows_once(tables: Tables):
    stock(make_product("LAMP", available=3), make_product("MUG", available=0))
    asked = kept_return(lines=BOTH)
    take_in(asked)
    with pytest.raises(Conflict):
        take_in(asked)
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [4, 1]


def test_of_two_at_once_one_takes_the_goods_in():
    stock(make_product("LAMP", available=3), make_product("MUG", available=0))
    asked = kept_return(lines=BOTH)
    with just_before("TransactWriteItems", lambda: take_in(asked)), pytest.raises(Conflict):
        take_in(asked)
    assert products.get("LAMP").available == 4
    assert find_difference("LAMP") is None


def test_the_state_alone_keeps_goods_from_being_taken_in_twice(tables: Tables):
    """Even with the order as it was read: the return is not."""
    stock(make_product("LAMP", available=3), make_product("MUG", available=0))
    asked = kept_return(lines=BOTH, state="requested")
    approved = a_return(lines=BOTH)
    with pytest.raises(Conflict):
        take_in(approved)
    assert return_requests.list_by_order(NUMBER) == [asked]
    assert products.get("LAMP").available == 3
    assert tables.count("MailsTable") == 0


def test_the_movement_alone_keeps_stock_from_growing_twice():
    stock(make_product("LAMP", available=3), make_product("MUG", available=0))
    asked = kept_return(lines=BOTH)
    changed = receive(SHIPPED, asked, [], CAME, NOW, By("operator"))
    lamp, _ = movements(SHIPPED, changed.request, NOW)
    write_together(lambda t: stock_movements.put_in(t, lamp))
    with pytest.raises(Conflict):
        take_in(asked)
    assert products.get("LAMP").available == 3


def test_two_returns_of_one_product_each_add_their_units():
    stock(make_product("LAMP", available=0))
    first = kept_return(lines=(ReturnLine("LAMP", 1),))
    second = a_return(position=2, lines=(ReturnLine("LAMP", 1),))
    write_together(lambda t: return_requests.put_in(t, second))
    one = (ReceivedLine("LAMP", 1),)
    take_in(first, came=one)
    order, _ = orders.get_with_events(NUMBER)
    changed = receive(order, second, [first], one, NOW, By("operator"))
    mail = link_mail(SHIPPED, "http://shop.localhost:3000/orders/2", NOW.replace(hour=12))
    moved = movements(order, changed.request, NOW)
    change_to_received(order, second, changed, moved, mail, seconds_left=10)
    assert products.get("LAMP").available == stock_movements.sum_of("LAMP") == 2


def test_a_product_that_is_gone_keeps_nothing_from_being_taken_in():
    stock(make_product("MUG", available=0))
    take_in(kept_return(lines=BOTH))
    assert products.find("LAMP") is None
    assert stock_movements.sum_of("LAMP") == 0
    assert products.get("MUG").available == stock_movements.sum_of("MUG") == 1


def test_what_is_damaged_is_not_sold_again():
    stock(make_product("LAMP", available=3))
    take_in(kept_return(), came=(ReceivedLine("LAMP", 0, 2),))
    assert products.get("LAMP").available == stock_movements.sum_of("LAMP") == 3
