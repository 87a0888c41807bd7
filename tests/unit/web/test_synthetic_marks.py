"""That the test product is there for the shop alone."""

from dataclasses import replace

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.synthetic_orders import PRODUCT
from shop.gateways.synthetic_marks import HEADER, make_mark
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.orders import ANSWERS, confirmation, reviewed
from tests.support.tables import Tables

LINE = {"sku": TEST_SKU, "quantity": 1}


def marked() -> dict[str, str]:
    return {HEADER.lower(): make_mark(NOW)}


@pytest.fixture(autouse=True)
def _shelf(tables: Tables) -> None:
    stock(PRODUCT, make_product("LAMP-1"))


@pytest.mark.parametrize("headers", [{}, {HEADER.lower(): "1.k1.forged"}, {HEADER.lower(): ""}])
def test_to_everybody_else_there_is_no_such_product(headers):
    shop = Client(headers=headers)
    missing = shop.get("/products/NO-SUCH").json

    for answer in (
        shop.get(f"/products/{TEST_SKU}"),
        shop.post("/cart/lines", LINE),
        shop.get(f"/products/{TEST_SKU}/alerts"),
        shop.post(f"/products/{TEST_SKU}/alerts", {"email": "ada@example.com"}),
    ):
        assert answer.status == 404
        assert answer.json["detail"] == missing["detail"]


def test_the_shop_itself_is_shown_it_and_no_cache_keeps_that():
    answer = Client(headers=marked()).get(f"/products/{TEST_SKU}")

    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"


def test_no_list_search_home_page_or_sitemap_has_it():
    shop = Client()

    for path in ("/", "/products?limit=100", "/products?q=test+parcel", "/sitemap.xml"):
        answer = shop.get(path)
        assert answer.status == 200
        assert TEST_SKU not in answer.text


def test_who_came_by_a_cart_with_it_still_cannot_order_it():
    shop = Client(headers=marked())
    shop.post("/cart/lines", LINE)
    review = shop.post("/checkout", ANSWERS).json

    assert replace(shop, headers={}).post("/orders", confirmation(review)).status == 404
    assert shop.post("/orders", confirmation(review)).status == 201


def test_other_orders_need_no_mark():
    shop = Client()

    assert shop.post("/orders", confirmation(reviewed(shop))).status == 201
