from dataclasses import replace
from typing import Any

import pytest

from shop.domain.catalogue import Product
from shop.domain.catalogue_cells import Fault, cells_of
from shop.domain.catalogue_import import (
    Change,
    Decision,
    FileRow,
    decide,
    duplicates,
    header_faults,
    undone,
)
from tests.support.factories import make_product

LAMP = make_product("LAMP-1", compare_at_pence=2500, low_stock_at=3)
NEW = {
    "sku": "LAMP-1",
    "name": "Fog lantern",
    "description": "Shines through fog.",
    "category": "lanterns",
    "price_pence": "1999",
    "weight_grams": "800",
    "image": "logo.svg",
    "image_alt": "A lantern",
}


def decided(cells: dict[str, str] | None, current: Product | None = LAMP) -> Decision:
    return decide(FileRow(2, cells), current, duplicated={"TWICE-1"}, images={"logo.svg"})


def changed(current: Product | None = LAMP, **cells: str) -> Decision:
    return decided({"sku": "LAMP-1", **cells}, current)


def faults_of(decision: Decision) -> list[str]:
    assert decision.outcome == "reject"
    assert decision.before is decision.after is None
    return [fault.column for fault in decision.faults]


def test_makes_a_new_product_of_a_whole_row_without_stock():
    decision = decided(NEW, None)
    assert decision.outcome == "create"
    assert decision.before is None
    assert decision.after == make_product("LAMP-1", available=0)


def test_a_new_product_may_come_with_stock():
    decision = decided(NEW | {"available": "7"}, None)
    assert decision.after == make_product("LAMP-1", available=7)


def test_what_was_written_of_a_product_is_the_same():
    decision = decided(cells_of(LAMP))
    assert decision.outcome == "same"
    assert decision.changes == []


def test_changes_only_the_columns_there_are():
    decision = changed(price_pence="1499", name="Mist lantern")
    assert decision.outcome == "update"
    assert decision.after == replace(LAMP, price_pence=1499, name="Mist lantern")
    assert decision.changes == [("name", LAMP.name, "Mist lantern"), ("price_pence", 1999, 1499)]


def test_an_empty_cell_takes_back_what_may_be_absent():
    after = changed(compare_at_pence="", low_stock_at="").after
    assert after == replace(LAMP, compare_at_pence=None, low_stock_at=5)


def test_a_class_of_tax_is_set_and_an_empty_cell_takes_it_back():
    assert changed(tax_class="zero").after == replace(LAMP, tax_class="zero")
    assert changed(tax_class="").after == LAMP


def test_sets_the_stock_only_where_a_number_is_given():
    assert changed(available="").outcome == "same"
    assert changed(available="10").outcome == "same"
    assert changed(available="0").after == replace(LAMP, available=0)


def test_does_not_undo_sales_made_since_the_file_was_written():
    decision = changed(available="20", available_read="12")
    assert decision.faults == (
        Fault("available", "it was 12 when the file was written and is 10 now"),
    )
    assert changed(available="20", available_read="10").outcome == "update"
    assert changed(available="", available_read="12").outcome == "same"


@pytest.mark.parametrize("missing", sorted(set(NEW) - {"sku"}))
def test_a_new_product_needs_its_whole_card(missing):
    cells = {column: cell for column, cell in NEW.items() if column != missing}
    assert faults_of(decided(cells, None)) == [missing]
    assert decided(cells).outcome == "same"


def test_names_every_fault_of_a_row_at_once():
    decision = changed(price_pence="free", category="cars", image="missing.svg")
    assert faults_of(decision) == ["price_pence", "category", "image"]


@pytest.mark.parametrize(
    "cells", [{"compare_at_pence": "1999"}, {"compare_at_pence": "1"}, {"price_pence": "2500"}]
)
def test_a_product_is_compared_only_with_a_higher_price(cells):
    assert faults_of(changed(**cells)) == ["compare_at_pence"]


def test_rejects_every_row_of_a_sku_that_is_there_twice():
    rows = [FileRow(n, {"sku": sku}) for n, sku in enumerate(["A-1", "B-2", "A-1 ", "C-3", ""])]
    assert duplicates([*rows, FileRow(9, None)]) == {"A-1"}
    assert faults_of(decided(NEW | {"sku": "TWICE-1"}, None)) == ["sku"]


def test_rejects_a_row_that_does_not_fit_the_first_line():
    assert faults_of(decided(None)) == ["sku"]


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (["sku", "price_pence"], []),
        (["name"], ["sku"]),
        ([], ["sku"]),
        (["sku", "colour"], ["colour"]),
        (["sku", "name", "name"], ["name"]),
    ],
)
def test_checks_the_first_line(names, columns):
    assert [fault.column for fault in header_faults(names)] == columns


def change(before: Product | None = LAMP, **changes: Any) -> Change:
    return Change(sku="LAMP-1", before=before, after=replace(LAMP, **changes))


def test_undoes_a_change_back_to_what_was_there():
    assert undone(change(name="Mist lantern"), replace(LAMP, name="Mist lantern")) == LAMP


def test_undoing_a_card_keeps_the_sales_made_since():
    sold = replace(LAMP, name="Mist lantern", available=4)
    assert undone(change(name="Mist lantern"), sold) == replace(LAMP, available=4)


def test_undoing_stock_is_refused_after_sales():
    assert undone(change(available=50), replace(LAMP, available=50)) == LAMP
    assert undone(change(available=50), replace(LAMP, available=49)) is None


def test_refuses_to_undo_what_was_changed_since():
    assert undone(change(name="Mist"), replace(LAMP, name="Mist", price_pence=1)) is None
    assert undone(change(name="Mist"), LAMP) is None
    assert undone(change(name="Mist"), None) is None


def test_what_was_made_is_undone_only_as_it_was_made():
    made = change(None)
    assert undone(made, LAMP) == LAMP
    assert undone(made, replace(LAMP, available=9)) is None
