"""Promotional codes in their table, with the use too many."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.promotions import Promotion
from shop.storage import promotions
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")

ONCE = Promotion(
    code="ONCE",
    kind="fixed",
    amount=500,
    starts_at=NOW,
    ends_at=NOW + timedelta(days=1),
    least_subtotal_pence=1000,
    most_uses=1,
)


def use(promotion: Promotion, order_number: str) -> None:
    def fill(transaction) -> None:
        promotions.put_redemption(transaction, promotion.code, order_number)
        promotions.add_use(transaction, promotion)

    write_together(fill)


def give_back(promotion: Promotion, order_number: str) -> None:
    write_together(lambda t: promotions.give_back_use(t, promotion.code, order_number))


def test_keeps_everything_of_a_promotion_and_starts_it_once():
    assert promotions.insert(ONCE)
    assert not promotions.insert(replace(ONCE, amount=9))

    assert promotions.find("ONCE") == ONCE
    assert promotions.find("OTHER") is None


def test_is_used_no_more_often_than_its_limit():
    promotions.insert(ONCE)
    use(ONCE, "order-1")

    with pytest.raises(Cancelled):
        use(ONCE, "order-2")
    assert promotions.find("ONCE").uses == 1


def test_gives_the_use_of_an_order_back_once():
    promotions.insert(ONCE)
    use(ONCE, "order-1")
    give_back(ONCE, "order-1")

    with pytest.raises(Cancelled):
        give_back(ONCE, "order-1")
    assert promotions.find("ONCE").uses == 0


def test_one_order_uses_a_code_once_even_without_a_limit():
    endless = replace(ONCE, code="ENDLESS", most_uses=None)
    promotions.insert(endless)
    use(endless, "order-1")

    with pytest.raises(Cancelled):
        use(endless, "order-1")


def test_nobody_uses_a_code_that_does_not_exist():
    with pytest.raises(Cancelled):
        use(ONCE, "order-1")
