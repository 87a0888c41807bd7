"""A stock that is not the sum of its movements, looked at and repaired at the order desk."""

from typing import Any

import pytest

from shop.domain.errors import Conflict, InvalidFields, NotFound
from shop.domain.orders import By
from shop.storage import products, stock_movements
from shop.storage.stock_reconciliation import find_difference
from shop.web.desk import stock_ledger as desk
from shop.web.fields import to_struct
from tests.support.factories import change_product, make_product, meddle_with_stock, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
ADA = "arn:aws:iam::123456789012:user/ada"
BY = By(ADA, "request-1")


@pytest.fixture(autouse=True)
def goods(tables):
    stock(make_product(available=10))


def repair(**given: Any) -> Any:
    asked = {"sku": "lamp-1", "reason": "counted", "key": "k1"} | given
    return desk.repair_stock(to_struct(asked, desk.Repairing, strict=True), BY, NOW)


def history(limit: int = 30) -> Any:
    return desk.trace_stock(desk.Tracing(sku="lamp-1", limit=limit), BY, NOW)


def available() -> int:
    return products.get("LAMP-1").available


@pytest.mark.parametrize("stands_at", [99, 3, 0, -4])
@pytest.mark.parametrize("counted", [12, 0, None])
def test_lets_stock_and_movements_agree_whatever_a_hand_has_done(stands_at, counted):
    meddle_with_stock("LAMP-1", stands_at)

    answer = repair(**({} if counted is None else {"available": counted}))

    goal = 10 if counted is None else counted
    assert (answer["outcome"], answer["product"]["available"]) == ("repaired", goal)
    assert answer["before"] == {"available": stands_at, "moved": 10}
    assert find_difference("LAMP-1") is None
    assert stock_movements.sum_of("LAMP-1") == goal


def test_the_history_keeps_who_repaired_it_and_why():
    meddle_with_stock("LAMP-1", 99)
    repair(available=12, reason=" counted on the shelf ")

    shown = history()
    assert (shown["moved"], shown["differs"], len(shown["movements"])) == (12, False, 2)
    latest = next(m for m in shown["movements"] if m["reason"] == "repaired")
    assert (latest["actor"], latest["note"], latest["quantity"]) == (ADA, "counted on the shelf", 2)


def test_the_same_click_again_repairs_nothing_more():
    meddle_with_stock("LAMP-1", 99)
    repair(available=12)
    change_product("LAMP-1", available=11)
    meddle_with_stock("LAMP-1", 50)
    assert repair(available=12)["outcome"] == "repaired before"
    assert (available(), stock_movements.sum_of("LAMP-1")) == (50, 11)


def test_the_same_click_at_the_same_moment_repairs_once():
    meddle_with_stock("LAMP-1", 99)
    with just_before("TransactWriteItems", lambda: repair(available=12)):
        assert repair(available=12)["outcome"] == "repaired before"
    assert (available(), stock_movements.sum_of("LAMP-1")) == (12, 12)


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_of_two_clicks_the_slower_one_is_told_that_it_is_done_wherever_it_was(nth):
    meddle_with_stock("LAMP-1", 99)
    with just_before("GetItem", lambda: repair(available=12, available_read=99), nth):
        assert repair(available=12, available_read=99)["outcome"] == "repaired before"
    assert (available(), stock_movements.sum_of("LAMP-1")) == (12, 12)


def test_a_sale_at_the_same_moment_is_not_lost():
    meddle_with_stock("LAMP-1", 99)
    with just_before("TransactWriteItems", lambda: change_product("LAMP-1", available=98)):
        assert repair()["product"]["available"] == 9
    assert find_difference("LAMP-1") is None


def test_what_a_sale_and_its_cancelling_hide_is_told_and_healed_by_the_next_time():
    meddle_with_stock("LAMP-1", 99)

    def sell():
        change_product("LAMP-1", available=98)

    def give_back():
        change_product("LAMP-1", NOW.replace(year=NOW.year + 1), available=99)

    # The sum is read between the two, the stock before and after them.
    with just_before("Query", sell), just_before("TransactWriteItems", give_back):
        first = repair(available=12)
    outcomes = [first["outcome"]]
    if first["outcome"] == "differs still":
        outcomes.append(repair(available=12, key="k2")["outcome"])
    assert outcomes[-1] == "repaired"
    assert (available(), stock_movements.sum_of("LAMP-1")) == (12, 12)


def test_refuses_where_nothing_differs():
    with pytest.raises(Conflict, match="Set the stock"):
        repair(available=12)
    assert available() == 10


def test_refuses_if_the_stock_was_another_when_it_was_looked_at():
    meddle_with_stock("LAMP-1", 99)
    with pytest.raises(Conflict):
        repair(available_read=98)
    assert repair(available_read=99)["outcome"] == "repaired"


def test_never_makes_a_stock_of_less_than_nothing():
    change_product("LAMP-1", available=0)
    meddle_with_stock("LAMP-1", 5)
    change_product("LAMP-1", available=0)
    assert history()["moved"] == -5
    with pytest.raises(Conflict, match="count what is there"):
        repair()
    assert repair(available=2)["product"]["available"] == 2
    assert find_difference("LAMP-1") is None


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"available": -1}, {"key": "a b"}])
def test_refuses_what_makes_no_sense(wrong):
    with pytest.raises(InvalidFields):
        repair(**wrong)


def test_repairs_nothing_that_is_not_sold():
    with pytest.raises(NotFound):
        repair(sku="NOTHING")


def test_a_look_changes_nothing_and_shows_the_latest_first():
    change_product("LAMP-1", NOW.replace(year=NOW.year + 1), available=4)
    CALLS.clear()
    shown = history(limit=1)
    assert set(CALLS) == {"GetItem", "Query"}
    assert [m["quantity"] for m in shown["movements"]] == [-6]
    assert (shown["moved"], shown["differs"]) == (4, False)


def test_traces_no_stock_of_what_was_never_sold():
    with pytest.raises(NotFound):
        desk.trace_stock(desk.Tracing(sku="NONE"), BY, NOW)
