"""Promotional codes in their table, with the use too many."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.promotions import Promotion, redeemers
from shop.storage import promotions
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.tables import CALLS, Tables

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
ONCE_EACH = replace(ONCE, code="ONCE-EACH", most_uses=None, most_uses_each=1)
EMAIL = "ada@example.com"


def use(
    promotion: Promotion, order_number: str, email: str = EMAIL, customer_id: str | None = None
) -> None:
    used_by = redeemers(promotion, email, customer_id)

    def fill(transaction) -> None:
        promotions.put_redemption(transaction, promotion.code, order_number, used_by)
        promotions.add_use(transaction, promotion, used_by)

    write_together(fill)


def give_back(promotion: Promotion, order_number: str) -> None:
    used_by = promotions.find_redeemers(promotion.code, order_number) or ()
    write_together(lambda t: promotions.give_back_use(t, promotion.code, order_number, used_by))


def counts(tables: Tables) -> dict[str, int]:
    return {
        item["part"]: item["uses"] for item in tables.items("PromotionsTable") if "uses" in item
    }


def test_keeps_everything_of_a_promotion_and_starts_it_once():
    assert promotions.insert(ONCE)
    assert not promotions.insert(replace(ONCE, amount=9))

    assert promotions.insert(ONCE_EACH)

    assert promotions.find("ONCE") == ONCE
    assert promotions.find("ONCE-EACH") == ONCE_EACH
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


def test_giving_back_again_takes_no_use_from_another_order(tables: Tables):
    twice = replace(ONCE_EACH, most_uses_each=2)
    promotions.insert(twice)
    for number in ("order-1", "order-2"):
        use(twice, number)
    used_by = promotions.find_redeemers("ONCE-EACH", "order-1") or ()
    give_back(twice, "order-1")

    with pytest.raises(Cancelled):
        write_together(lambda t: promotions.give_back_use(t, "ONCE-EACH", "order-1", used_by))
    assert set(counts(tables).values()) == {1}


def test_one_order_uses_a_code_once_even_without_a_limit():
    endless = replace(ONCE, code="ENDLESS", most_uses=None)
    promotions.insert(endless)
    use(endless, "order-1")

    with pytest.raises(Cancelled):
        use(endless, "order-1")


def test_nobody_uses_a_code_that_does_not_exist():
    with pytest.raises(Cancelled):
        use(ONCE, "order-1")


def test_one_customer_uses_a_code_no_more_often_than_each_may(tables: Tables):
    promotions.insert(ONCE_EACH)
    use(ONCE_EACH, "order-1")
    before = counts(tables)

    with pytest.raises(Cancelled):
        use(ONCE_EACH, "order-2")
    assert counts(tables) == before
    use(ONCE_EACH, "order-3", "bo@example.com")
    assert promotions.find("ONCE-EACH").uses == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((EMAIL, "c1"), (EMAIL, None)),
        ((EMAIL, None), (EMAIL, "c1")),
        ((EMAIL, "c1"), ("other@example.com", "c1")),
        ((EMAIL, None), (EMAIL.upper(), None)),
    ],
)
def test_neither_a_guests_order_nor_another_address_makes_a_second_customer(first, second):
    promotions.insert(ONCE_EACH)
    use(ONCE_EACH, "order-1", *first)

    with pytest.raises(Cancelled):
        use(ONCE_EACH, "order-2", *second)


def test_a_customers_use_is_given_back_once_to_whom_it_was_counted_for(tables: Tables):
    promotions.insert(ONCE_EACH)
    use(ONCE_EACH, "order-1", EMAIL, "c1")
    assert set(counts(tables).values()) == {1}
    give_back(ONCE_EACH, "order-1")

    assert set(counts(tables).values()) == {0}
    with pytest.raises(Cancelled):
        give_back(ONCE_EACH, "order-1")
    use(ONCE_EACH, "order-2", EMAIL, "c1")


def test_tells_how_often_a_customer_has_used_a_code():
    promotions.insert(ONCE_EACH)
    use(ONCE_EACH, "order-1", EMAIL, "c1")

    assert promotions.find_uses("ONCE-EACH", "customer#c1") == 1
    assert promotions.find_uses("ONCE-EACH", "customer#c2") == 0


def test_a_customers_count_ends_with_the_code(tables: Tables):
    promotions.insert(ONCE_EACH)
    use(ONCE_EACH, "order-1")

    (count,) = [i for i in tables.items("PromotionsTable") if i["part"].startswith("email#")]
    assert count["expires_at"] == int(ONCE_EACH.ends_at.timestamp())


def test_an_order_counts_for_nobody_unless_each_may_use_it_only_so_often(tables: Tables):
    promotions.insert(ONCE)
    use(ONCE, "order-1", EMAIL, "c1")

    assert promotions.find_redeemers("ONCE", "order-1") == ()
    assert promotions.find_redeemers("ONCE", "order-2") is None
    assert set(counts(tables)) == {"code"}


def test_lists_the_promotions_of_a_kind_with_their_uses_the_newest_first():
    newer = replace(ONCE, code="NEWER", starts_at=NOW + timedelta(hours=1))
    for promotion in (ONCE, newer, replace(ONCE, code="PERCENT", kind="percent")):
        promotions.insert(promotion)
    use(ONCE, "order-1")
    CALLS.clear()

    assert promotions.list_newest("fixed", 10) == [newer, replace(ONCE, uses=1)]
    assert CALLS == ["Query", "BatchGetItem"]
    assert promotions.list_newest("fixed", 1) == [newer]
    assert promotions.list_newest("free_shipping", 10) == []


def test_ends_a_promotion_unless_somebody_ended_it_meanwhile():
    promotions.insert(ONCE)
    ended = replace(ONCE, ends_at=NOW + timedelta(hours=1))

    assert promotions.change_end(ONCE, ended)
    assert not promotions.change_end(ONCE, replace(ONCE, ends_at=NOW))
    assert promotions.find("ONCE") == ended
    assert not promotions.change_end(replace(ONCE, code="NONE"), ended)
