"""Which products have which term."""

import pytest

from shop.storage import product_terms
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")


def test_lists_by_one_term_in_order_and_from_a_place_on():
    for sku in ("C", "A", "B"):
        product_terms.insert(sku, ["all"])

    assert product_terms.list_by_terms(("all",), after="", limit=2) == ["A", "B"]
    assert product_terms.list_by_terms(("all",), after="B", limit=2) == ["C"]


def test_lists_only_what_has_every_term():
    product_terms.insert("A", ["all", "word#fog"])
    product_terms.insert("B", ["all"])

    assert product_terms.list_by_terms(("word#fog", "all"), after="", limit=9) == ["A"]


def test_asks_no_further_once_nothing_is_left():
    product_terms.insert("A", ["all"])
    CALLS.clear()

    assert product_terms.list_by_terms(("word#fog", "all", "x"), after="", limit=9) == []
    assert CALLS == ["Query"]


def test_listing_twice_or_taking_off_twice_changes_nothing(tables: Tables):
    for _ in range(2):
        product_terms.insert("A", ["all"])
    assert tables.count("ProductTermsTable") == 1

    for _ in range(2):
        product_terms.remove("A", ["all"])
    assert tables.count("ProductTermsTable") == 0


def test_lists_every_product_of_a_term_in_order():
    for sku in ("MUG-1", "LAMP-1"):
        product_terms.insert(sku, ["category#kitchen", "all"])
    assert list(product_terms.list_all("all")) == ["LAMP-1", "MUG-1"]
    assert list(product_terms.list_all("nothing")) == []
