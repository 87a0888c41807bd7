from contextlib import ExitStack

import pytest
from pynamodb.expressions.update import Action

from shop.domain.stock_movements import Difference
from shop.storage.products import ProductRow
from shop.storage.stock_reconciliation import find_difference
from tests.support.factories import change_product, make_product, stock
from tests.support.interleaving import just_before
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def meddle(change: int) -> None:
    action: Action = ProductRow.available.add(change)
    ProductRow("LAMP-1").update(actions=[action])


def test_stock_that_was_only_moved_has_no_difference():
    stock(make_product())
    change_product("LAMP-1", available=4)
    CALLS.clear()

    assert find_difference("LAMP-1") is None
    assert CALLS == ["GetItem", "Query", "GetItem"]


def test_stock_that_was_changed_without_a_movement_differs():
    stock(make_product())
    meddle(-3)
    assert find_difference("LAMP-1") == Difference("LAMP-1", available=7, moved=10)


def test_a_change_between_the_reads_is_no_difference():
    stock(make_product())
    with just_before("Query", lambda: change_product("LAMP-1", available=4)):
        assert find_difference("LAMP-1") is None


def test_looks_again_when_the_stock_moves_meanwhile():
    stock(make_product())
    meddle(-3)
    with just_before("Query", lambda: meddle(-1)):
        assert find_difference("LAMP-1") == Difference("LAMP-1", available=6, moved=10)


def test_a_product_that_was_never_there_has_nothing_to_differ():
    assert find_difference("VASE-1") is None


def test_tells_what_it_saw_last_of_stock_that_never_rests():
    stock(make_product())
    meddle(-3)
    with ExitStack() as stack:
        for look in range(2, 7):
            stack.enter_context(just_before("GetItem", lambda: meddle(-1), nth=look))
        assert find_difference("LAMP-1") == Difference("LAMP-1", available=2, moved=10)
