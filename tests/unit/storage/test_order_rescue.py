from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import Conflict, OutOfStock
from shop.domain.fulfilment import pay
from shop.domain.mails import address_hash
from shop.domain.orders import By, Order
from shop.domain.promotions import Promotion, redeemers
from shop.storage import orders, payments, products, promotions, stock_movements
from shop.storage.order_rescue import change_to_reinstated
from shop.storage.orders import row_of
from shop.storage.transactions import write_together
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import a_payment
from tests.support.tables import CALLS, Tables

MONEY = a_payment(provider="offline", state="paid")
pytestmark = pytest.mark.usefixtures("tables")
PROMOTION = Promotion(
    code="TENTH",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
    most_uses=1,
)


def rescue(order: Order, promotion: Promotion | None = None) -> None:
    paid = pay(order, NOW, By("arn:aws:iam::123456789012:user/ada"))
    change_to_reinstated(order, *paid, promotion, payments.receipt_of(MONEY), seconds_left=10)


def expired(**changes: object) -> Order:
    order = an_order(status="expired", **changes)
    row_of(order).save()
    return order


def test_the_goods_are_taken_once_more_in_one_call():
    stock(make_product("LAMP", available=2), make_product("MUG", available=4))
    order = expired()
    CALLS.clear()
    rescue(order)

    assert CALLS == ["TransactWriteItems"]
    after, (event,) = orders.get_with_events(NUMBER)
    assert (after.status, event.type) == ("paid", "paid")
    assert after.ships_between is not None
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [0, 3]
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [0, 3]
    assert payments.list_by_order(NUMBER) == [MONEY]


def test_nothing_is_taken_if_one_of_the_goods_is_not_there():
    stock(make_product("LAMP", available=1), make_product("MUG", available=4))
    with pytest.raises(OutOfStock) as refusal:
        rescue(expired())

    assert refusal.value.skus == ("LAMP",)
    assert orders.get_with_events(NUMBER)[0].status == "expired"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [1, 4]


def test_the_promotion_is_used_once_more():
    stock(make_product("LAMP"), make_product("MUG"))
    promotions.insert(PROMOTION)
    rescue(expired(promotion_code="TENTH"), PROMOTION)

    used = promotions.find("TENTH")
    assert used is not None
    assert used.uses == 1


def test_a_promotion_that_is_used_up_keeps_nothing_from_being_paid():
    stock(make_product("LAMP"), make_product("MUG"))
    promotions.insert(replace(PROMOTION, uses=1))
    rescue(expired(promotion_code="TENTH"), PROMOTION)

    used = promotions.find("TENTH")
    assert used is not None
    assert used.uses == 1
    assert orders.get_with_events(NUMBER)[0].status == "paid"


def test_a_customers_use_is_counted_once_more_for_who_owns_the_order_now(tables: Tables):
    stock(make_product("LAMP"), make_product("MUG"))
    once_each = replace(PROMOTION, most_uses_each=1)
    promotions.insert(once_each)
    rescue(expired(promotion_code="TENTH", customer_id="c1"), once_each)

    by_email = f"email#{address_hash('ada@example.com')}"
    assert promotions.find_redeemers("TENTH", NUMBER) == (by_email, "customer#c1")
    counted = {i["part"]: i["uses"] for i in tables.items("PromotionsTable") if "uses" in i}
    assert counted == {"code": 1, by_email: 1, "customer#c1": 1}


def test_a_customer_who_used_the_code_meanwhile_pays_the_price_they_ordered_at():
    stock(make_product("LAMP"), make_product("MUG"))
    once_each = replace(PROMOTION, most_uses=9, most_uses_each=1)
    promotions.insert(once_each)
    used_by = redeemers(once_each, "ada@example.com", None)
    write_together(lambda t: promotions.add_use(t, once_each, used_by))
    rescue(expired(promotion_code="TENTH"), once_each)

    assert orders.get_with_events(NUMBER)[0].status == "paid"
    assert promotions.find_uses("TENTH", used_by[0]) == 1
    used = promotions.find("TENTH")
    assert used is not None
    assert used.uses == 1


def test_an_order_that_has_changed_since_is_left_alone():
    stock(make_product("LAMP"), make_product("MUG"))
    order = expired()
    rescue(order)
    with pytest.raises(Conflict):
        rescue(order)

    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [8, 9]
