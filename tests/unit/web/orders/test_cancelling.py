from dataclasses import replace

import pytest

from shop.domain.errors import Conflict, NotCancellable
from shop.domain.orders import By
from shop.storage import orders, products
from shop.storage.orders import OrderRow, row_of
from shop.web.orders.cancelling import cancel_once
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled, just_before
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
ORDER = an_order()


def cancel():
    return cancel_once(ORDER, (), BY, NOW, seconds_left=10)


def prepared() -> None:
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    row_of(ORDER).save()


def changed(status: str) -> None:
    OrderRow(number=NUMBER, part="order").update(
        actions=[OrderRow.status.set(status), OrderRow.version.set(2)]
    )


def test_gives_back_what_the_order_had_taken():
    prepared()
    order, (event,) = cancel()

    assert orders.get_with_events(NUMBER) == (order, (event,))
    assert (order.status, event.actor, event.request_id) == ("cancelled", BY.actor, "request-1")
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [2, 1]


def test_a_cancelled_order_stays_as_it_is():
    done = replace(ORDER, status="cancelled")
    assert cancel_once(done, (), BY, NOW, seconds_left=10) == (done, ())


@pytest.mark.parametrize(("status", "left"), [("paid", [2, 1]), ("cancelled", [0, 0])])
def test_somebody_quicker_is_looked_at_again(status, left):
    prepared()
    with just_before("TransactWriteItems", lambda: changed(status)):
        order, _ = cancel()

    assert order.status == "cancelled"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == left


def test_what_is_shipped_meanwhile_is_not_cancelled():
    prepared()
    with (
        just_before("TransactWriteItems", lambda: changed("shipped")),
        pytest.raises(NotCancellable),
    ):
        cancel()
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [0, 0]


def test_an_order_that_keeps_changing_is_given_up():
    prepared()
    never = cancelled("ConditionalCheckFailed")
    with failing("TransactWriteItems", never), pytest.raises(Conflict, match="in the meantime"):
        cancel()
