from dataclasses import replace

import pytest

from shop.domain.stock_movements import Movement
from shop.storage import stock_movements
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.tables import Tables


def a_movement(line: int, quantity: int, sku: str = "LAMP") -> Movement:
    return Movement(sku=sku, source="CT-1", line=line, reason="sold", quantity=quantity, at=NOW)


def move(movement: Movement) -> None:
    write_together(lambda transaction: stock_movements.put_in(transaction, movement))


def test_adds_up_the_movements_of_one_product(tables: Tables):
    for movement in (a_movement(1, 10), a_movement(2, -3), a_movement(1, -100, "MUG")):
        move(movement)

    assert stock_movements.sum_of("LAMP") == 7
    assert stock_movements.sum_of("VASE") == 0


def test_a_movement_happens_once(tables: Tables):
    move(a_movement(1, -2))
    with pytest.raises(Cancelled):
        move(a_movement(1, -2))

    assert stock_movements.sum_of("LAMP") == -2


def test_lists_what_an_order_and_its_returns_moved_of_a_product(tables: Tables):
    back = replace(a_movement(1, 1), source="CT-1-R1", reason="returned")
    for movement in (back, a_movement(1, -2), a_movement(1, -9, "MUG"), a_movement(2, -3)):
        move(movement)
    move(replace(a_movement(1, -7), source="CT-2", note="counted"))

    found = stock_movements.list_by_source("LAMP", "CT-1")

    assert [(m.source, m.line, m.quantity) for m in found] == [
        ("CT-1", 1, -2),
        ("CT-1", 2, -3),
        ("CT-1-R1", 1, 1),
    ]
    assert stock_movements.list_by_source("LAMP", "CT-2")[0].note == "counted"
