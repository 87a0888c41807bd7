"""The catalogue as answers show it."""

from shop.web.storefront.catalogue_views import (
    ProductQuery,
    home_view,
    list_context,
    product_list,
    product_view,
)
from tests.support.factories import make_product


def test_a_page_goes_on_only_where_something_follows(tables):
    query = ProductQuery(limit=2)
    found = {sku: make_product(sku) for sku in ("A", "B", "C")}

    more = product_list(query, ["A", "B", "C"], found)
    last = product_list(query, ["A", "B"], found)

    assert [p.sku for p in more.products] == ["A", "B"]
    assert more.next_cursor
    assert last.next_cursor is None


def test_leaves_out_what_went_off_sale_in_the_meantime():
    assert (
        product_list(ProductQuery(), ["A", "GONE"], {"A": make_product("A")}).products[0].sku == "A"
    )
    assert len(home_view({"paper": ["GONE"]}, {})["products"]["paper"]) == 0


def test_a_cursor_belongs_to_its_words_and_category():
    assert ProductQuery(q="fog").list_name != ProductQuery(q="mist").list_name
    assert ProductQuery(q="fog").list_name != ProductQuery(category="fog").list_name


def test_titles_a_list_by_its_category():
    assert list_context(ProductQuery(category="paper"))["title"] == "Paper and prints"
    assert list_context(ProductQuery())["title"] == "All products"


def test_shows_a_picture_under_its_hashed_name():
    assert product_view(make_product()).image.startswith("/assets/logo.")
