"""Files of goods at the order desk: taken back and read out, a part at a time."""

import pytest

from shop.domain.catalogue_import import Decision
from shop.domain.errors import NotFound
from shop.domain.orders import By
from shop.storage import imports, products
from shop.storage.imports import Import
from shop.web.desk.goods_files import Exporting, Undoing, export_products, undo_import
from shop.web.desk.product_imports import writer
from shop.web.desk.stock_ledger import Tracing, trace_stock
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
ID = "2026-11-22-0a1b2c"


def imported(count: int) -> None:
    imports.insert(Import(ID, "goods.csv", NOW, BY))
    new = [make_product(f"LAMP-{n:04}") for n in range(count)]
    decisions = [Decision(line=2, sku=p.sku, outcome="create", after=p) for p in new]
    writer(ID, lambda: NOW, BY)(decisions)


def test_takes_back_what_was_not_changed_since_and_tells_of_the_rest():
    imported(3)
    change_product("LAMP-0001", name="Changed by hand")
    told = undo_import(Undoing(import_id=ID), BY, NOW)
    assert (told["undone"], told["left"]) == (["LAMP-0000", "LAMP-0002"], ["LAMP-0001"])
    assert (told["file_name"], told["next"]) == ("goods.csv", None)
    assert products.find("LAMP-0000") is None
    again = undo_import(Undoing(import_id=ID), BY, NOW)
    assert (again["undone"], again["left"]) == ([], ["LAMP-0001"])


def test_takes_a_long_import_back_in_parts():
    imported(3)
    change_product("LAMP-0000", name="Changed by hand")
    told = undo_import(Undoing(import_id=ID, limit=2), BY, NOW)
    assert (told["undone"], told["left"]) == (["LAMP-0001"], ["LAMP-0000"])
    rest = undo_import(Undoing(import_id=ID, limit=2, after=told["next"]), BY, NOW)
    assert (rest["undone"], rest["left"], rest["next"]) == (["LAMP-0002"], [], None)


def test_takes_back_no_import_that_is_not_there():
    with pytest.raises(NotFound):
        undo_import(Undoing(import_id=ID), BY, NOW)


def test_reads_all_goods_out_in_parts_as_a_file_has_them():
    stock(*(make_product(f"LAMP-{n}") for n in range(5)))
    first = export_products(Exporting(limit=3), BY, NOW)
    assert [row["sku"] for row in first["rows"]] == ["LAMP-0", "LAMP-1", "LAMP-2"]
    assert first["rows"][0]["price_pence"] == "1999"
    CALLS.clear()
    rest = export_products(Exporting(limit=3, after=first["next"]), BY, NOW)
    assert ([row["sku"] for row in rest["rows"]], rest["next"]) == (["LAMP-3", "LAMP-4"], None)
    assert CALLS == ["Query", "BatchGetItem"]


def test_who_imported_and_who_took_it_back_are_kept(tables):
    imported(1)
    undo_import(Undoing(import_id=ID), By("arn:aws:iam::123456789012:user/grace", "request-2"), NOW)
    rows = {row["part"]: row for row in tables.items("ImportsTable")}
    assert rows["import"]["actor"] == rows["product#LAMP-0000"]["actor"] == BY.actor
    assert rows["product#LAMP-0000"]["undone_by"].endswith("user/grace")
    moved = trace_stock(Tracing(sku="lamp-0000"), BY, NOW)["movements"]
    assert {m["reason"]: (m["actor"].rpartition("/")[2], m["request_id"]) for m in moved} == {
        "opening": ("ada", "request-1"),
        "removed": ("grace", "request-2"),
    }
