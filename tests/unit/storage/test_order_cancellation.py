from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.errors import Conflict
from shop.domain.fulfilment import expire
from shop.domain.orders import By, Order, cancel
from shop.domain.promotions import Promotion, redeemers
from shop.storage import orders, products, promotions, stock_movements
from shop.storage.order_cancellation import Cancellation, change_to_cancelled
from shop.storage.orders import OrderRow, row_of
from shop.storage.promotions import PromotionRow
from shop.storage.transactions import write_together
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import cancelled
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
ONCE_EACH = Promotion(
    code="EACH",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
    most_uses_each=1,
)


def cancel_now(order: Order) -> None:
    change_to_cancelled(
        Cancellation(order, *cancel(order, NOW, By("guest", "request-1"))), seconds_left=10
    )


def test_an_order_and_its_stock_change_in_one_call():
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order()
    row_of(order).save()
    CALLS.clear()
    cancel_now(order)

    assert CALLS == ["TransactWriteItems"]
    after, events = orders.get_with_events(NUMBER)
    assert (after.status, [event.type for event in events]) == ("cancelled", ["cancelled"])
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [2, 5]
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [2, 5]


@pytest.mark.parametrize("change", [{"version": 2}, {"status": "paid"}])
def test_an_order_that_has_changed_since_is_left_alone(change):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order()
    row_of(replace(order, **change)).save()
    with pytest.raises(Conflict):
        cancel_now(order)

    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [0, 4]


def test_a_promotion_that_is_gone_keeps_nothing_from_being_cancelled():
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order(promotion_code="TENTH")
    row_of(order).save()
    cancel_now(order)

    assert orders.get_with_events(NUMBER)[0].status == "cancelled"
    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [2, 5]


def used_once(email: str = "ada@example.com", customer_id: str | None = None) -> tuple[str, ...]:
    """Let the order NUMBER have used a code that each customer may use once."""
    promotions.insert(ONCE_EACH)
    used_by = redeemers(ONCE_EACH, email, customer_id)

    def fill(transaction: Any) -> None:
        promotions.put_redemption(transaction, "EACH", NUMBER, used_by)
        promotions.add_use(transaction, ONCE_EACH, used_by)

    write_together(fill)
    return used_by


def counts(tables: Tables) -> dict[str, int]:
    return {i["part"]: i["uses"] for i in tables.items("PromotionsTable") if "uses" in i}


def test_a_customers_use_is_given_back_in_the_same_call(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    used_by = used_once(customer_id="c1")
    order = an_order(promotion_code="EACH", customer_id="c1")
    row_of(order).save()
    CALLS.clear()
    cancel_now(order)

    assert CALLS == ["GetItem", "TransactWriteItems"]
    assert counts(tables) == {"code": 0} | dict.fromkeys(used_by, 0)
    assert promotions.find_redeemers("EACH", NUMBER) is None


def test_a_use_is_given_back_to_whom_it_was_counted_for_whoever_owns_the_order_now(
    tables: Tables,
):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    (by_email,) = used_once()
    theirs = redeemers(ONCE_EACH, "other@example.com", "c1")
    write_together(lambda t: promotions.add_use(t, ONCE_EACH, theirs))
    claimed = an_order(promotion_code="EACH", customer_id="c1")
    row_of(claimed).save()
    cancel_now(claimed)

    assert counts(tables) == {"code": 1, by_email: 0} | dict.fromkeys(theirs, 1)


def test_a_count_that_is_gone_keeps_nothing_from_being_given_back(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    by_email, by_account = used_once(customer_id="c1")
    row = PromotionRow(code="EACH", part=by_account)
    write_together(lambda t: t.delete(row, condition=PromotionRow.code.exists()))
    order = an_order(promotion_code="EACH", customer_id="c1")
    row_of(order).save()
    cancel_now(order)

    assert orders.get_with_events(NUMBER)[0].status == "cancelled"
    assert counts(tables) == {"code": 0, by_email: 0}


def test_an_order_whose_use_was_not_counted_gives_none_back(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    promotions.insert(replace(ONCE_EACH, uses=1))
    order = an_order(promotion_code="EACH")
    row_of(order).save()
    cancel_now(order)

    assert counts(tables) == {"code": 1}


def test_an_order_is_never_made_by_cancelling_it():
    order = an_order()
    with pytest.raises(Conflict):
        cancel_now(order)

    assert orders.find_with_events(NUMBER) is None


def test_what_stands_in_the_way_is_left_out_once():
    never = cancelled(*["None"] * 4, "ConditionalCheckFailed")
    with failing("TransactWriteItems", never) as calls, pytest.raises(Conflict):
        cancel_now(an_order())

    assert len(calls) == 2


def test_what_was_given_back_is_not_given_back_again(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order()
    row_of(order).save()
    cancel_now(order)
    OrderRow(number=NUMBER, part="order").update(
        actions=[OrderRow.status.set("paid"), OrderRow.version.set(2)]
    )
    with pytest.raises(Conflict):
        cancel_now(replace(order, status="paid", version=2))

    assert [products.get(sku).available for sku in ("LAMP", "MUG")] == [2, 5]


def test_a_product_that_is_gone_moves_no_more(tables: Tables):
    stock(make_product("LAMP", available=0))
    order = an_order()
    row_of(order).save()
    cancel_now(order)

    assert orders.get_with_events(NUMBER)[0].status == "cancelled"
    assert {row["sku"] for row in tables.items("StockMovementsTable")} == {"LAMP"}


def test_an_expired_order_says_so_in_the_ledger(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    order = an_order()
    row_of(order).save()
    expired = Cancellation(order, *expire(order, NOW, By("housekeeping")))
    change_to_cancelled(expired, seconds_left=10)

    assert {row["movement"] for row in tables.items("StockMovementsTable")} >= {
        f"{NUMBER}#1#expired",
        f"{NUMBER}#2#expired",
    }
