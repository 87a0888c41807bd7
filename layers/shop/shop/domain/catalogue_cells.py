"""The columns of a file of goods: how a product is written into cells, and cells are read.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it (OWASP,
"CSV Injection") and read without, so that a file comes back as it went out.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shop.domain.catalogue import CATEGORIES, FEW_LEFT_UNITS, Product
from shop.domain.tax import TAX_CLASSES

# `available_read` is what `available` was when the file was written; it is never stored.
COLUMNS = (
    "sku",
    "name",
    "description",
    "category",
    "price_pence",
    "compare_at_pence",
    "weight_grams",
    "image",
    "image_alt",
    "low_stock_at",
    "tax_class",
    "available_read",
    "available",
)
NEEDED_FOR_NEW = (
    "name",
    "description",
    "category",
    "price_pence",
    "weight_grams",
    "image",
    "image_alt",
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
SKU = re.compile(r"[A-Z0-9][A-Z0-9-]{2,23}")
_DIGITS = re.compile(r"[0-9]{1,9}")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_LONGEST_NAME = 120
_LONGEST_DESCRIPTION = 2_000
_LONGEST_IMAGE_ALT = 200
_HIGHEST_PRICE_PENCE = 10_000_000
_HEAVIEST_GRAMS = 1_000_000
_MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which column."""

    column: str
    reason: str


class CellRefused(Exception):
    """A cell does not hold what its column is for; the text says why."""


def cells_of(product: Product) -> dict[str, str]:
    """Return a product's cells by column; `available` is empty, so that reading sets no stock."""
    is_usual = product.low_stock_at == FEW_LEFT_UNITS
    compare_at = product.compare_at_pence
    cells = {column: str(getattr(product, column)) for column in ("sku", *NEEDED_FOR_NEW)}
    cells |= {
        "compare_at_pence": "" if compare_at is None else str(compare_at),
        "low_stock_at": "" if is_usual else str(product.low_stock_at),
        "tax_class": product.tax_class,
        "available_read": str(product.available),
        "available": "",
    }
    return {column: as_text(cells[column]) for column in COLUMNS}


def as_text(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if _FORMULA.match(value) else value


def from_text(cell: str) -> str:
    """Return what was written into a cell by `as_text`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_cells(cells: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return the values of a row's cells by column, and what is wrong with the others."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, cell in cells.items():
        try:
            values[column] = _READERS[column](from_text(cell).strip())
        except CellRefused as refusal:
            faults.append(Fault(column, str(refusal)))
    return values, tuple(faults)


def _text(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not cell:
            raise CellRefused("must be filled in")
        if len(cell) > longest:
            raise CellRefused(f"is longer than {longest:,} characters")
        if any(unicodedata.category(character) == "Cc" for character in cell):
            raise CellRefused("holds a line break or another control character")
        return cell

    return read


def _form(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not pattern.fullmatch(cell):
            raise CellRefused(what)
        return cell

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not _DIGITS.fullmatch(cell) or not least <= int(cell) <= most:
            raise CellRefused(f"must be a whole number from {least:,} to {most:,}, digits only")
        return int(cell)

    return read


def _optional[T](reader: Callable[[str], T], blank: T | None = None) -> Callable[[str], T | None]:
    return lambda cell: reader(cell) if cell else blank


def _category(cell: str) -> str:
    if cell not in CATEGORIES:
        raise CellRefused(f"must be one of {', '.join(CATEGORIES)}")
    return cell


def _tax_class(cell: str) -> str:
    if cell not in TAX_CLASSES:
        raise CellRefused(f"must be one of {', '.join(TAX_CLASSES)}")
    return cell


_READERS: dict[str, Callable[[str], Any]] = {
    "sku": _form(SKU, "must be 3 to 24 of A to Z, 0 to 9 and -"),
    "name": _text(_LONGEST_NAME),
    "description": _text(_LONGEST_DESCRIPTION),
    "category": _category,
    "price_pence": _whole(1, _HIGHEST_PRICE_PENCE),
    "compare_at_pence": _optional(_whole(1, _HIGHEST_PRICE_PENCE)),
    "weight_grams": _whole(1, _HEAVIEST_GRAMS),
    "image": _form(_IMAGE, "must be the name of a picture, such as lamp.svg"),
    "image_alt": _text(_LONGEST_IMAGE_ALT),
    "low_stock_at": _optional(_whole(0, _MOST_UNITS), FEW_LEFT_UNITS),
    "tax_class": _optional(_tax_class, "standard"),
    "available_read": _optional(_whole(0, _MOST_UNITS)),
    "available": _optional(_whole(0, _MOST_UNITS)),
}
