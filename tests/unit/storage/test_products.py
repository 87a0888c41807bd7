import pytest

from shop.domain.errors import NotFound
from shop.storage import products
from tests.support.factories import make_product, stock
from tests.support.tables import CALLS

LAMP = make_product("LAMP-1", compare_at_pence=2500)
MUG = make_product("MUG-1", low_stock_at=2, tax_class="zero")


@pytest.mark.usefixtures("tables")
def test_finds_a_product_as_it_is_now():
    stock(LAMP)
    assert products.find("LAMP-1") == products.get("LAMP-1") == LAMP
    assert products.find("NOTHING") is None
    with pytest.raises(NotFound):
        products.get("NOTHING")


@pytest.mark.usefixtures("tables")
def test_lists_what_is_sold_in_one_call():
    stock(LAMP, MUG)
    CALLS.clear()
    assert products.list_by_skus(["MUG-1", "LAMP-1", "MUG-1", "NOTHING"]) == {
        "LAMP-1": LAMP,
        "MUG-1": MUG,
    }
    assert products.list_by_skus([]) == {}
    assert CALLS == ["BatchGetItem"]


def test_reads_a_product_in_a_record_of_the_stream():
    image = {
        "sku": {"S": "LAMP-1"},
        "name": {"S": LAMP.name},
        "description": {"S": LAMP.description},
        "category": {"S": LAMP.category},
        "price_pence": {"N": "1999"},
        "compare_at_pence": {"N": "2500"},
        "available": {"N": "10"},
        "weight_grams": {"N": "800"},
        "image": {"S": LAMP.image},
        "image_alt": {"S": LAMP.image_alt},
    }
    assert products.product_in(image) == LAMP
