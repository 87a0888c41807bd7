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
