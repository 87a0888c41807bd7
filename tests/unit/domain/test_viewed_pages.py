"""Views by page and product."""

import pytest

from shop.domain.viewed_pages import PRODUCT_ROUTE, page_cells
from shop.web.routes import ROUTES
from tests.support.visits import make_visit


def test_names_a_product_page_by_a_route_that_exists():
    assert PRODUCT_ROUTE in ROUTES["storefront"]


def test_counts_views_by_route_and_products_by_sku():
    product = make_visit(route=PRODUCT_ROUTE, path="/products/MUG-1")
    other = make_visit(route=PRODUCT_ROUTE, path="/products/TEE-2")
    assert page_cells([make_visit(), product, product, other]) == {
        ("page", "GET /"): 1,
        ("page", PRODUCT_ROUTE): 3,
        ("product", "MUG-1"): 2,
        ("product", "TEE-2"): 1,
    }


def test_keeps_nothing_of_a_path_but_a_sku():
    secret = make_visit(route="GET /orders/{number}", path="/orders/N-1")
    assert page_cells([secret]) == {("page", "GET /orders/{number}"): 1}


@pytest.mark.parametrize("path", ["/products/%4DUG-1", "/products/mug-1", "/products/MUG-1\n"])
def test_another_spelling_of_a_sku_makes_no_number_of_its_own(path: str):
    assert set(page_cells([make_visit(route=PRODUCT_ROUTE, path=path)])) == {
        ("page", PRODUCT_ROUTE)
    }
