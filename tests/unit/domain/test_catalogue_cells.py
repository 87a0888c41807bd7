import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.catalogue_cells import COLUMNS, Fault, as_text, cells_of, from_text, read_cells
from tests.support.factories import make_product

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''-1"]


def fault_of(column: str, cell: str) -> str:
    values, faults = read_cells({column: cell})
    assert values == {}
    [fault] = faults
    assert fault.column == column
    return fault.reason


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_to_a_spreadsheet(text):
    assert as_text(text) == f"'{text}"
    assert from_text(as_text(text)) == text


@pytest.mark.parametrize("text", ["", "Fog lantern", "'tis fog", "5 - 4", "a=b"])
def test_leaves_other_cells_as_they_are(text):
    assert as_text(text) == from_text(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r ab,\"\n")))
def test_a_cell_comes_back_as_it_went_out(text):
    written = io.StringIO(newline="")
    csv.writer(written).writerow([as_text(text), "end"])
    [[cell, _]] = csv.reader(io.StringIO(written.getvalue(), newline=""))
    assert from_text(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_writes_every_column_and_leaves_the_stock_to_be_filled_in():
    cells = cells_of(make_product(compare_at_pence=2500, low_stock_at=2, name="=SUM"))
    assert tuple(cells) == COLUMNS
    assert cells["price_pence"] == "1999"
    assert (cells["compare_at_pence"], cells["low_stock_at"]) == ("2500", "2")
    assert (cells["available_read"], cells["available"]) == ("10", "")
    assert cells["name"] == "'=SUM"


def test_reads_what_it_wrote():
    product = make_product()
    values, faults = read_cells(cells_of(product))
    assert faults == ()
    assert values["available"] is None
    assert values["compare_at_pence"] is None
    assert values["low_stock_at"] == product.low_stock_at
    assert values["available_read"] == product.available
    assert values["name"] == product.name


@pytest.mark.parametrize("cell", ["", "0", "-1", "19.99", "1e3", "1,999", "١٢", "99999999999"])
def test_takes_digits_only_for_a_price(cell):
    assert "whole number from 1" in fault_of("price_pence", cell)


@pytest.mark.parametrize("cell", ["", "ab", "lamp-1", "LAMP 1", "-LAMP", "L" * 25])
def test_takes_only_what_can_be_a_sku(cell):
    assert "3 to 24" in fault_of("sku", cell)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("name", "", "must be filled in"),
        ("name", "x" * 121, "longer than 120"),
        ("description", "two\nlines", "line break"),
        ("description", "bell\x07", "control character"),
        ("category", "cars", "must be one of lanterns"),
        ("image", "../secret.svg", "name of a picture"),
        ("weight_grams", "", "whole number"),
        ("available", "-3", "whole number from 0"),
        ("available_read", "many", "whole number"),
        ("low_stock_at", "few", "whole number"),
        ("tax_class", "none", "must be one of standard, reduced, zero"),
    ],
)
def test_says_what_is_wrong_with_a_cell(column, cell, reason):
    assert reason in fault_of(column, cell)


def test_names_every_wrong_cell_of_a_row():
    _, faults = read_cells({"name": "", "category": "lanterns", "price_pence": "x"})
    assert [fault.column for fault in faults] == ["name", "price_pence"]
    assert Fault("name", "must be filled in") in faults
