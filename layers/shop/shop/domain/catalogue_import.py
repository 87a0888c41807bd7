"""What a file of goods brings about: each row decided against the product as it is now.

A dry run is this and nothing else; a real run stores what was decided here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from shop.domain.catalogue import Product
from shop.domain.catalogue_cells import COLUMNS, NEEDED_FOR_NEW, Fault, read_cells

type Outcome = Literal["create", "update", "same", "reject"]

CHANGED_MEANWHILE = Fault("sku", "was changed by somebody else at the same time; import it again")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as it stands in the file, by column; `cells` is None if they do not fit the header."""

    line: int
    cells: Mapping[str, str] | None

    @property
    def sku(self) -> str:
        """The product's number as it is written there."""
        return (self.cells or {}).get("sku", "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a row comes to; `before` is None for a new product, both are None if it is rejected."""

    line: int
    sku: str
    outcome: Outcome
    before: Product | None = None
    after: Product | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Each column that changes, with its value before and after."""
        before = asdict(self.before) if self.before else {}
        after = asdict(self.after) if self.after else {}
        return [(c, before.get(c), v) for c, v in after.items() if before.get(c) != v]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A product as an import found it, None if it made it, and as the import left it."""

    sku: str
    before: Product | None
    after: Product
    is_undone: bool = False


def header_faults(names: Sequence[str]) -> tuple[Fault, ...]:
    """Return what is wrong with the first line of a file."""
    counted = Counter(names)
    twice = [Fault(n, "is there more than once") for n, times in counted.items() if times > 1]
    unknown = [Fault(n, "is no column of the catalogue") for n in counted if n not in COLUMNS]
    missing = [] if "sku" in counted else [Fault("sku", "is missing: it says which product it is")]
    return (*twice, *unknown, *missing)


def duplicates(rows: Iterable[FileRow]) -> frozenset[str]:
    """Return the SKUs that a file has more than once: nobody can tell which row is meant."""
    counted = Counter(row.sku for row in rows if row.sku)
    return frozenset(sku for sku, times in counted.items() if times > 1)


def decide(
    row: FileRow,
    current: Product | None,
    *,
    duplicated: Collection[str],
    images: Collection[str],
) -> Decision:
    """Decide what a row comes to.

    A column that the file does not have stays as it is. An empty `compare_at_pence` or
    `low_stock_at` takes the old value back; an empty `available` leaves the stock alone.
    """
    if row.cells is None:
        return _rejected(row, Fault("sku", "the row has more or fewer cells than the first line"))
    values, faults = read_cells(row.cells)
    if row.sku in duplicated:
        faults += (Fault("sku", "is in the file more than once"),)
    if values.get("image", "") and values["image"] not in images:
        faults += (Fault("image", "is no picture that the shop has"),)
    faults += _stock_faults(values, current) if current else _new_faults(row.cells, faults)
    if faults:
        return _rejected(row, *faults)
    after = _applied(values, current)
    if after.compare_at_pence is not None and after.compare_at_pence <= after.price_pence:
        return _rejected(row, Fault("compare_at_pence", "must be higher than the price"))
    return _decided(row, current, after)


def without_stock(change: Change, current: Product) -> Product:
    """Return the product that an import left, with the units of today if it did not set them."""
    if change.before is None or change.before.available != change.after.available:
        return change.after
    return replace(change.after, available=current.available)


def undone(change: Change, current: Product | None) -> Product | None:
    """Return what undoing a change makes of a product; None if it was changed since.

    Sales are such a change only where the import set the stock. What the import made comes back
    as it is: it is to be removed.
    """
    if current is None or current != without_stock(change, current):
        return None
    if change.before is None:
        return current
    if change.before.available != change.after.available:
        return change.before
    return replace(change.before, available=current.available)


def _rejected(row: FileRow, *faults: Fault) -> Decision:
    return Decision(line=row.line, sku=row.sku, outcome="reject", faults=faults)


def _decided(row: FileRow, current: Product | None, after: Product) -> Decision:
    outcome: Outcome = "update" if current else "create"
    if current == after:
        outcome = "same"
    return Decision(line=row.line, sku=row.sku, outcome=outcome, before=current, after=after)


def _new_faults(cells: Mapping[str, str], faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    told = {fault.column for fault in faults}
    missing = [c for c in NEEDED_FOR_NEW if c not in cells and c not in told]
    return tuple(Fault(column, "is needed for a new product") for column in missing)


def _stock_faults(values: Mapping[str, Any], current: Product) -> tuple[Fault, ...]:
    """Return the fault of setting stock that was sold or received since the file was written."""
    read, wanted = values.get("available_read"), values.get("available")
    if wanted is None or read is None or read == current.available:
        return ()
    reason = f"it was {read} when the file was written and is {current.available} now"
    return (Fault("available", reason),)


def _applied(values: Mapping[str, Any], current: Product | None) -> Product:
    given = {column: value for column, value in values.items() if column != "available_read"}
    if given.get("available") is None:
        given["available"] = current.available if current else 0
    return replace(current, **given) if current else Product(**given)
