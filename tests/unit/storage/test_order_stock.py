import pytest

from shop.domain.order_sums import OrderLine
from shop.storage import order_stock, products
from shop.storage.transactions import Cancelled, write_together
from tests.support.factories import make_product, stock

pytestmark = pytest.mark.usefixtures("tables")
LINE = OrderLine("LAMP-1", "Lamp", 3, 1999)


def take(line: OrderLine, *, with_price: bool = True) -> None:
    write_together(lambda t: order_stock.take_in(t, line, with_price=with_price))


def test_takes_and_gives_back_units():
    stock(make_product(available=3))
    take(LINE)
    assert products.get("LAMP-1").available == 0
    write_together(lambda t: order_stock.give_back_in(t, LINE))
    assert products.get("LAMP-1").available == 3


def test_takes_nothing_that_is_not_there():
    stock(make_product(available=2))
    with pytest.raises(Cancelled):
        take(LINE)
    assert products.get("LAMP-1").available == 2


def test_looks_at_the_price_if_asked_to():
    stock(make_product(price_pence=1))
    with pytest.raises(Cancelled):
        take(LINE)
    take(LINE, with_price=False)
    assert products.get("LAMP-1").available == 7


def test_gives_nothing_back_to_a_product_that_is_gone():
    with pytest.raises(Cancelled):
        write_together(lambda t: order_stock.give_back_in(t, LINE))
    assert products.find("LAMP-1") is None


def test_names_the_action_of_a_line():
    assert order_stock.part_of(LINE) == "product LAMP-1"
