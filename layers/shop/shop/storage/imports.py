"""Imports of goods (key: import_id, part; TTL: 90 days): what each changed, so it can be undone.

The part `import` is the import itself; `product#<sku>` is a product before and after it, written in
the transaction that changed the product.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import batched

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.catalogue import Product
from shop.domain.catalogue_import import Change, Decision
from shop.domain.orders import By
from shop.domain.retention import IMPORT_RECORD
from shop.storage import product_changes
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together

_IMPORT = "import"
_PRODUCT = "product#"
# Four actions each, of the hundred that DynamoDB takes in one transaction; few enough that a sale
# at the same moment disturbs few others.
_MOST_IN_ONE = 20
_MOST_TRIES = 3

type UndoStep = tuple[Change, Product, Product]
"""What an import changed, the product as it is, and as it shall be."""
type _Fill = Callable[..., None]


class ImportRow(Row):
    """An import, or what it changed of one product."""

    class Meta:
        table_name = os.environ["IMPORTS_TABLE"]

    import_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    file_name = UnicodeAttribute(null=True)
    started_at = InstantAttribute(null=True)
    before = UnicodeAttribute(null=True)
    after = UnicodeAttribute(null=True)
    undone_at = InstantAttribute(null=True)
    actor = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute(null=True)
    undone_by = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute()


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was begun, and by whom."""

    import_id: str
    file_name: str
    started_at: datetime
    by: By


def insert(begun: Import) -> bool:
    """Note that an import begins; False if its id is taken."""
    row = ImportRow(
        import_id=begun.import_id,
        part=_IMPORT,
        file_name=begun.file_name,
        started_at=begun.started_at,
        actor=begun.by.actor or None,
        request_id=begun.by.request_id or None,
        expires_at=begun.started_at + IMPORT_RECORD,
    )
    return unless_taken(lambda: row.save(condition=ImportRow.import_id.does_not_exist()))


def find(import_id: str, now: datetime) -> Import | None:
    """Return an import that can still be undone; None if there is none."""
    row = ImportRow.find_row(import_id, _IMPORT)
    if row is None or row.expires_at <= now:
        return None
    by = By(row.actor or "", row.request_id or "")
    return Import(row.import_id, row.file_name, row.started_at, by)


def insert_changes(
    import_id: str, decisions: Sequence[Decision], now: datetime, by: By
) -> list[bool]:
    """Change products as was decided, each with a record of it; tell of each whether it was done.

    What is not as it was when the decision was made stays as it is.
    """
    return _write_all(
        [partial(_change_in, import_id=import_id, decision=d, by=by) for d in decisions],
        [partial(_is_recorded, import_id, d.sku) for d in decisions],
        now,
    )


def list_changes(import_id: str, after: str = "") -> Iterator[Change]:
    """Return what an import changed, read as it is asked for."""
    rows = ImportRow.query(
        import_id,
        # No SKU has a character that comes before these two or after them.
        ImportRow.part.between(f"{_PRODUCT}{after}!", f"{_PRODUCT}~"),
        consistent_read=True,
        page_size=100,
    )
    for row in rows:
        yield Change(
            sku=row.part.removeprefix(_PRODUCT),
            before=None if row.before is None else msgspec.json.decode(row.before, type=Product),
            after=msgspec.json.decode(row.after, type=Product),
            is_undone=row.undone_at is not None,
        )


def undo_changes(import_id: str, steps: Sequence[UndoStep], now: datetime, by: By) -> list[bool]:
    """Undo changes.

    What an import put on sale is removed. Tell of each whether it was done.
    """
    return _write_all(
        [partial(_undo_in, import_id=import_id, step=step, by=by) for step in steps],
        [partial(_is_recorded, import_id, change.sku, undone=True) for change, _, _ in steps],
        now,
    )


def _write_all(
    fills: Sequence[_Fill], is_done: Sequence[Callable[[], bool]], now: datetime
) -> list[bool]:
    """Write a few at a time; tell of each whether it is done."""
    groups = batched(zip(fills, is_done, strict=True), _MOST_IN_ONE, strict=False)
    return [done for group in groups for done in _write(group, now)]


def _write(group: Sequence[tuple[_Fill, Callable[[], bool]]], now: datetime) -> list[bool]:
    """Write all together; if one of them is refused, write each alone."""
    if _is_written([fill for fill, _ in group], now):
        return [True] * len(group)
    # A record of its own says that an earlier attempt did it, and only the answer was lost.
    return [_is_written_alone(fill, now) or is_done() for fill, is_done in group]


def _is_written_alone(fill: _Fill, now: datetime) -> bool:
    # Prices of one product are at least a second apart in its history.
    return any(_is_written([fill], now + timedelta(seconds=n)) for n in range(_MOST_TRIES))


def _is_written(fills: Sequence[_Fill], now: datetime) -> bool:
    def fill(transaction: TransactWrite) -> None:
        for each in fills:
            each(transaction, now=now)

    try:
        write_together(fill)
    except Cancelled:
        return False
    return True


def _change_in(
    transaction: TransactWrite, *, import_id: str, decision: Decision, by: By, now: datetime
) -> None:
    if decision.after is None:
        message = f"nothing is to be changed by line {decision.line}"
        raise ValueError(message)
    row = ImportRow(
        import_id=import_id,
        part=f"{_PRODUCT}{decision.sku}",
        before=None if decision.before is None else _json(decision.before),
        after=_json(decision.after),
        actor=by.actor,
        request_id=by.request_id or None,
        expires_at=now + IMPORT_RECORD,
    )
    transaction.save(row, condition=ImportRow.import_id.does_not_exist())
    product_changes.change_in(transaction, decision.before, decision.after, now, import_id, by)


def _undo_in(
    transaction: TransactWrite, *, import_id: str, step: UndoStep, by: By, now: datetime
) -> None:
    change, current, wanted = step
    transaction.update(
        ImportRow(import_id, f"{_PRODUCT}{change.sku}"),
        actions=[ImportRow.undone_at.set(now), ImportRow.undone_by.set(by.actor)],
        condition=ImportRow.import_id.exists() & ImportRow.undone_at.does_not_exist(),
    )
    source = f"{import_id}-undone"
    if change.before is None:
        product_changes.remove_in(transaction, current, now, source, by)
    else:
        product_changes.change_in(transaction, current, wanted, now, source, by)


def _is_recorded(import_id: str, sku: str, *, undone: bool = False) -> bool:
    row = ImportRow.find_row(import_id, f"{_PRODUCT}{sku}")
    if not undone:
        return row is not None
    return row is not None and row.undone_at is not None


def _json(product: Product) -> str:
    return msgspec.json.encode(product).decode()
