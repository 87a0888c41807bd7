from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.domain.errors import TryAgain
from shop.domain.fulfilment import expires_at
from shop.domain.orders import HOUSEKEEPING, By, Order
from shop.domain.promotions import Promotion
from shop.storage import orders, products, promotions, stock_movements
from shop.storage.orders import OrderRow, row_of
from shop.web.upkeep.unpaid_orders import expire_all, remind
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
REMINDING = datetime(2026, 12, 2, 8, tzinfo=UTC)
OVER = expires_at(an_order()) + timedelta(seconds=1)
BY = By(HOUSEKEEPING, "request-1")
OTHER = "CT-3333-3333-3"


def kept(**changes: Any) -> Order:
    order = an_order(**changes)
    row_of(order).save()
    return order


def mail_ids(tables: Tables) -> list[str]:
    return sorted(mail["mail_id"] for mail in tables.items("MailsTable"))


def shelves() -> list[int]:
    return [products.get(sku).available for sku in ("LAMP", "MUG")]


def pay_now() -> None:
    OrderRow(number=NUMBER, part="order").update(
        actions=[OrderRow.status.set("paid"), OrderRow.version.set(2)]
    )


def test_reminds_once_however_often_it_runs(tables: Tables):
    kept()
    assert [remind(REMINDING + timedelta(days=day)) for day in range(3)] == [1, 0, 0]
    assert mail_ids(tables) == [f"order#{NUMBER}#reminder#1"]


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (REMINDING - timedelta(days=1), {}),
        (REMINDING + timedelta(days=7), {}),
        (REMINDING, {"status": "paid"}),
        (REMINDING, {"payment_method": "card"}),
    ],
)
def test_reminds_of_nothing_else(tables: Tables, now, changes):
    kept(**changes)
    assert remind(now) == 0
    assert mail_ids(tables) == []


def test_reminds_nobody_who_pays_at_that_moment(tables: Tables):
    kept()
    with just_before("TransactWriteItems", pay_now):
        assert remind(REMINDING) == 0
    assert mail_ids(tables) == []


def test_an_unpaid_order_gives_its_stock_and_promotion_back_once():
    stock(make_product("LAMP", available=0), make_product("MUG", available=4))
    promotion = Promotion(
        code="TENTH",
        kind="percent",
        amount=10,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        uses=3,
    )
    promotions.insert(promotion)
    promotions.PromotionRow("TENTH", f"redemption#{NUMBER}").save()
    kept(promotion_code="TENTH")

    assert [expire_all(OVER, BY) for _ in range(2)] == [1, 0]

    order, (event,) = orders.get_with_events(NUMBER)
    assert order.status == "expired"
    assert (event.type, event.actor, event.request_id) == ("expired", HOUSEKEEPING, "request-1")
    assert shelves() == [2, 5]
    assert [stock_movements.sum_of(sku) for sku in ("LAMP", "MUG")] == [2, 5]
    used = promotions.find("TENTH")
    assert used is not None
    assert used.uses == 2


def test_waits_until_the_grace_is_over():
    stock(make_product("LAMP"), make_product("MUG"))
    kept()
    assert expire_all(OVER - timedelta(seconds=1), BY) == 0
    assert orders.get_with_events(NUMBER)[0].status == "awaiting_payment"


def _expired_by_a_twin(order: Order) -> Callable[[], None]:
    def expire_too() -> None:
        assert expire_all(OVER, BY) == 1

    return expire_too


@pytest.mark.parametrize("quicker", [lambda _order: pay_now, _expired_by_a_twin])
def test_whoever_is_quicker_wins_alone(quicker):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    order = kept()
    with just_before("TransactWriteItems", quicker(order)):
        assert expire_all(OVER, BY) == 0

    after, _ = orders.get_with_events(NUMBER)
    assert shelves() == ([2, 1] if after.status == "expired" else [0, 0])


def test_an_order_that_cannot_be_written_now_holds_up_no_other():
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    kept()
    kept(number=OTHER)
    with failing("TransactWriteItems", "ThrottlingException", times=1), pytest.raises(TryAgain):
        expire_all(OVER, BY)

    found = {orders.get_with_events(number)[0].status for number in (NUMBER, OTHER)}
    assert found == {"awaiting_payment", "expired"}
    assert expire_all(OVER, BY) == 1
