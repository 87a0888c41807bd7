"""Goods at the order desk."""

from typing import Any

import pytest

from shop.domain.errors import Conflict, InvalidFields, NotFound
from shop.domain.orders import By
from shop.storage import products
from shop.storage.stock_reconciliation import find_difference
from shop.web.desk import goods as desk
from shop.web.desk.goods_files import Undoing, undo_import
from shop.web.fields import to_struct
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


def set_stock(**given: Any) -> Any:
    asked = {"sku": "lamp-1", "available": 12, "reason": "counted", "key": "k1"} | given
    return desk.set_stock(to_struct(asked, desk.SettingStock, strict=True), BY, NOW)


def run(*rows: dict[str, str], **given: Any) -> Any:
    asked = {"rows": list(rows)} | given
    return desk.import_products(to_struct(asked, desk.Importing, strict=True), BY, NOW)


def available(sku: str = "LAMP-1") -> int:
    return products.get(sku).available


# --- products -------------------------------------------------------------------------------------


def test_lists_what_is_sold_out_or_low_first():
    stock(
        make_product("A-FINE", available=50),
        make_product("B-FEW", available=3),
        make_product("C-OUT", available=0),
        make_product("D-OWN", available=20, low_stock_at=30),
        make_product("E-FINE", available=6),
    )
    CALLS.clear()
    shown = desk.list_products(desk.ListingProducts(), BY, NOW)
    assert CALLS == ["Query", "BatchGetItem"]
    assert shown["low"] == 3
    assert [p["sku"] for p in shown["products"]] == ["C-OUT", "B-FEW", "D-OWN", "A-FINE", "E-FINE"]
    few = desk.list_products(desk.ListingProducts(limit=1), BY, NOW)
    assert [p["sku"] for p in few["products"]] == ["C-OUT"]
    assert few["low"] == 3


# --- set-stock ------------------------------------------------------------------------------------


def test_sets_a_stock_with_its_entry_once_for_each_key():
    stock(make_product(available=10))
    answer = set_stock()
    assert (answer["outcome"], answer["moved"], answer["product"]["available"]) == ("set", 2, 12)
    change_product("LAMP-1", available=7)
    assert set_stock()["outcome"] == "set before"
    assert available() == 7
    assert set_stock(key="k2", available=8)["moved"] == 1
    assert find_difference("LAMP-1") is None


def test_a_count_that_was_right_is_kept_too_so_that_it_undoes_no_later_sale():
    stock(make_product(available=12))
    assert set_stock()["moved"] == 0
    change_product("LAMP-1", available=11)
    assert set_stock()["outcome"] == "set before"
    assert available() == 11


def test_a_sale_at_the_same_moment_is_not_lost():
    stock(make_product(available=10))
    with just_before("TransactWriteItems", lambda: change_product("LAMP-1", available=9)):
        assert set_stock()["moved"] == 3
    assert available() == 12
    assert find_difference("LAMP-1") is None


def test_refuses_if_it_was_another_stock_that_was_counted():
    stock(make_product(available=10))
    with pytest.raises(Conflict):
        set_stock(available_read=11)
    assert available() == 10
    assert set_stock(available_read=10)["outcome"] == "set"


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"available": -1}, {"key": "a b"}])
def test_refuses_what_makes_no_sense(wrong):
    with pytest.raises(InvalidFields):
        set_stock(**wrong)


def test_sets_no_stock_of_what_is_not_sold():
    with pytest.raises(NotFound):
        set_stock()


# --- import-products ------------------------------------------------------------------------------

ROW = {"sku": "LAMP-1", "price_pence": "2499"}


def test_a_dry_run_tells_row_by_row_and_writes_nothing(tables: Tables):
    stock(make_product())
    answer = run(ROW, {"sku": "NO"}, {"sku": "LAMP-1"})
    assert answer["outcome"] == "dry run"
    assert [(r["line"], r["outcome"]) for r in answer["rows"]] == [
        (2, "reject"),
        (3, "reject"),
        (4, "reject"),
    ]
    assert answer["rows"][0]["faults"][0]["reason"] == "is in the file more than once"
    answer = run(ROW)
    assert answer["rows"][0]["changes"] == [
        {"column": "price_pence", "before": 1999, "after": 2499}
    ]
    assert tables.count("ImportsTable") == 0
    assert products.get("LAMP-1").price_pence == 1999


def test_does_what_a_dry_run_told_and_it_can_be_undone():
    stock(make_product())
    answer = run(ROW, confirm=run(ROW)["confirm"])
    assert (answer["outcome"], answer["rows"][0]["outcome"]) == ("imported", "update")
    assert products.get("LAMP-1").price_pence == 2499
    undone = undo_import(Undoing(import_id=answer["import_id"]), BY, NOW)
    assert products.get("LAMP-1").price_pence == 1999
    assert undone["file_name"] == "order desk"


def test_a_long_file_sent_in_parts_is_one_import():
    stock(make_product(), make_product("LAMP-2"))
    first = run(ROW, confirm=run(ROW)["confirm"])
    other = ROW | {"sku": "LAMP-2"}
    part = {"import_id": first["import_id"], "confirm": run(other)["confirm"]}
    assert run(other, **part)["import_id"] == first["import_id"]
    undone = undo_import(Undoing(import_id=first["import_id"]), BY, NOW)
    assert undone["undone"] == ["LAMP-1", "LAMP-2"]


def test_goes_on_with_no_import_that_is_not_there():
    stock(make_product())
    with pytest.raises(NotFound):
        run(ROW, confirm=run(ROW)["confirm"], import_id="2026-11-22-0a1b2c")
    assert products.get("LAMP-1").price_pence == 1999


def test_does_nothing_that_no_dry_run_told(tables: Tables):
    stock(make_product())
    confirm = run(ROW)["confirm"]
    with pytest.raises(Conflict):
        run(ROW | {"price_pence": "1"}, confirm=confirm)
    change_product("LAMP-1", name="Changed meanwhile")
    change_product("LAMP-1", price_pence=2000)
    with pytest.raises(Conflict):
        run(ROW, confirm=confirm)
    assert tables.count("ImportsTable") == 0


def test_the_same_import_again_writes_nothing_and_says_so(tables: Tables):
    stock(make_product())
    confirm = run(ROW, confirm=None)["confirm"]
    done = run(ROW, confirm=confirm)
    before = tables.items("ImportsTable"), tables.items("ProductsTable")
    again = run(ROW, confirm=confirm)
    assert (done["outcome"], again["outcome"]) == ("imported", "imported before")
    assert [row["outcome"] for row in again["rows"]] == ["same"]
    assert (tables.items("ImportsTable"), tables.items("ProductsTable")) == before


def test_another_import_than_was_confirmed_is_refused():
    stock(make_product())
    with pytest.raises(Conflict):
        run(ROW, confirm="f" * 64)


def test_refuses_columns_that_the_catalogue_does_not_have():
    with pytest.raises(InvalidFields) as refusal:
        run({"sku": "LAMP-1", "colour": "red"})
    assert [error.field for error in refusal.value.errors] == ["colour"]
    assert run(ROW, {"price_pence": "1"})["rows"][1]["outcome"] == "reject"
