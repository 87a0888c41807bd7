from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.carts import MOST_LINES, Cart, CartLine
from shop.domain.errors import (
    CartChanged,
    NotAuthenticated,
    OutOfStock,
    PromotionUnavailable,
    TryAgain,
)
from shop.domain.order_sums import OrderLine
from shop.domain.promotions import REFUSAL, Promotion
from shop.domain.sessions import Login
from shop.storage import carts, order_placement, promotions, stock_movements
from shop.storage.order_keys import OrderKey
from shop.storage.order_placement import NumberTaken, Placement, Superseded
from tests.support.accounts import add_customer
from tests.support.factories import change_product, make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled
from tests.support.orders import an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
PROMOTION = Promotion(
    code="TENTH",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
    most_uses=5,
)
LOGIN = Login("id-of-customer", "s1", 1, NOW, NOW, remembered=False)
CART = Cart(cart_id="customer#c1", version=7, lines=(CartLine("LAMP", 2, 1999),))
ONCE_EACH = replace(PROMOTION, code="EACH", most_uses=None, most_uses_each=1)
# What is sent, in this order: epoch, cart, key, order, event, redemption, two movements, LAMP, MUG,
# promotion, and the customer's counts by address and by account.
ACTIONS = 13
FAILED = "ConditionalCheckFailed"


def a_placement(**changes: Any) -> Placement:
    values: dict[str, Any] = {
        "order": an_order(customer_id="c1", promotion_code="TENTH"),
        "key": OrderKey("customer#c1", "a-key-of-sixteen", 7),
        "cart": CART,
        "promotion": PROMOTION,
        "login": LOGIN,
    }
    return Placement(**(values | changes))


def insert(placement: Placement) -> None:
    order_placement.insert(placement, NOW, seconds_left=10)


def refused(*positions: int, items: dict[int, Any] | None = None) -> dict[str, Any]:
    """Return the cancellation in which the actions at these positions failed."""
    count = max(positions, default=0) + 1
    fault = cancelled(*(FAILED if n in positions else "None" for n in range(count)))
    for position, item in (items or {}).items():
        fault["CancellationReasons"][position]["Item"] = item
    return fault


def left(available: int, price_pence: int = 1999) -> dict[str, Any]:
    return {"available": {"N": str(available)}, "price_pence": {"N": str(price_pence)}}


def prepared() -> None:
    add_customer()
    stock(make_product("LAMP", available=2), make_product("MUG", price_pence=850, available=1))
    promotions.insert(PROMOTION)
    carts.change(None, CART, NOW)


def test_everything_is_written_in_one_call(tables: Tables):
    prepared()
    CALLS.clear()
    insert(a_placement())

    assert CALLS == ["TransactWriteItems"]
    assert [item["available"] for item in tables.items("ProductsTable")] == [0, 0]
    assert (tables.count("OrdersTable"), tables.count("OrderKeysTable")) == (2, 1)
    assert (tables.count("CartsTable"), tables.count("PromotionsTable")) == (0, 2)
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [0, 0]


def test_nothing_is_written_if_one_condition_fails(tables: Tables):
    prepared()
    change_product("MUG", price_pence=851)
    with pytest.raises(CartChanged):
        insert(a_placement())

    assert sorted(item["available"] for item in tables.items("ProductsTable")) == [1, 2]
    assert (tables.count("OrdersTable"), tables.count("OrderKeysTable")) == (0, 0)
    assert (tables.count("CartsTable"), tables.count("PromotionsTable")) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (refused(0), NotAuthenticated),
        (refused(0, 1, 2, 8), NotAuthenticated),
        (refused(1), Superseded),
        (refused(2), Superseded),
        (refused(1, 2, 8), Superseded),
        (refused(3), NumberTaken),
        (refused(4), TryAgain),
        (refused(5), TryAgain),
        (refused(6), TryAgain),
        (refused(8), OutOfStock),
        (refused(8, items={8: left(1)}), OutOfStock),
        (refused(8, 9, items={8: left(9, 1), 9: left(0)}), OutOfStock),
        (refused(8, items={8: left(2, 2000)}), CartChanged),
        (refused(8, 10, items={8: left(2, 2000)}), CartChanged),
        (refused(10), PromotionUnavailable),
        (refused(11), PromotionUnavailable),
        (refused(12), PromotionUnavailable),
        (refused(9, 11, items={9: left(0)}), OutOfStock),
    ],
)
def test_every_refusal_is_told_by_its_gravest_reason(fault, error):
    with failing("TransactWriteItems", fault), pytest.raises(error) as raised:
        insert(a_placement(promotion=ONCE_EACH))

    assert raised.type is error


def test_a_customer_who_has_used_the_code_orders_nothing_with_it(tables: Tables):
    prepared()
    promotions.insert(ONCE_EACH)
    insert(a_placement(promotion=ONCE_EACH))
    stock(make_product("VASE", price_pence=850))
    again = Cart(cart_id="guest#2", version=9, lines=(CartLine("VASE", 1, 850),))
    carts.change(None, again, NOW)
    order = an_order(number="CT-3333-3333-3", lines=(OrderLine("VASE", "Vase", 1, 850),))
    as_guest = a_placement(
        order=order,
        key=OrderKey("guest#2", "another-key-of-16", 9),
        cart=again,
        promotion=ONCE_EACH,
        login=None,
    )
    with pytest.raises(PromotionUnavailable) as refusal:
        insert(as_guest)

    assert refusal.value.detail == REFUSAL
    used = promotions.find("EACH")
    assert used is not None
    assert used.uses == 1
    assert (tables.count("OrdersTable"), tables.count("CartsTable")) == (2, 1)


def test_out_of_stock_names_the_short_ones_only():
    fault = refused(8, 9, items={8: left(9, 1), 9: left(0)})
    with failing("TransactWriteItems", fault), pytest.raises(OutOfStock, match="Mug") as raised:
        insert(a_placement())

    assert raised.value.skus == ("MUG",)


def test_a_guests_order_without_promotion_has_fewer_actions():
    fault = cancelled(*["None"] * 7, FAILED)
    placement = a_placement(login=None, promotion=None)
    with failing("TransactWriteItems", fault), pytest.raises(OutOfStock) as raised:
        insert(placement)

    assert raised.value.skus == ("MUG",)


def test_no_write_begins_too_near_to_the_deadline():
    prepared()
    CALLS.clear()
    with pytest.raises(TryAgain):
        order_placement.insert(a_placement(), NOW, seconds_left=2.9)

    assert CALLS == []


def test_the_largest_order_is_far_from_the_most_actions_of_a_transaction(tables: Tables):
    skus = [f"LAMP-{number}" for number in range(MOST_LINES)]
    stock(*(make_product(sku) for sku in skus))
    cart = Cart(cart_id="guest#1", version=7, lines=tuple(CartLine(sku, 1, 1999) for sku in skus))
    carts.change(None, cart, NOW)
    lines = tuple(OrderLine(sku, "Lamp", 1, 1999) for sku in skus)
    insert(a_placement(order=an_order(lines=lines), cart=cart, login=None, promotion=None))

    sold = [row for row in tables.items("StockMovementsTable") if row["reason"] == "sold"]
    assert len(sold) == MOST_LINES
    assert 7 + 2 * MOST_LINES <= 50
