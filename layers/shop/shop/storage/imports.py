"""Imports of goods (key: import_id, part; TTL: 90 days): what each changed, so it can be undone.

The part `import` is the import itself; `product#<sku>` is a product before and after it, written in
the transaction that changed the product.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.catalogue import Product
from shop.domain.catalogue_import import Change, Decision
from shop.domain.retention import IMPORT_RECORD
from shop.storage import product_changes
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together

_IMPORT = "import"
_PRODUCT = "product#"
# Three actions each, of the hundred that DynamoDB takes in one transaction; few enough that a sale
# at the same moment disturbs few others.
_MOST_IN_ONE = 20


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
    expires_at = ExpiryAttribute()


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was begun."""

    import_id: str
    file_name: str
    started_at: datetime


def insert(begun: Import) -> bool:
    """Note that an import begins; False if its id is taken."""
    row = ImportRow(
        import_id=begun.import_id,
        part=_IMPORT,
        file_name=begun.file_name,
        started_at=begun.started_at,
        expires_at=begun.started_at + IMPORT_RECORD,
    )
    return unless_taken(lambda: row.save(condition=ImportRow.import_id.does_not_exist()))


def find(import_id: str, now: datetime) -> Import | None:
    """Return an import that can still be undone; None if there is none."""
    row = ImportRow.find_row(import_id, _IMPORT)
    if row is None or row.expires_at <= now:
        return None
    return Import(row.import_id, row.file_name, row.started_at)


def insert_changes(import_id: str, decisions: Sequence[Decision], now: datetime) -> list[bool]:
    """Change products as was decided, each with a record of it; tell of each whether it was done.

    What is not as it was when the decision was made stays as it is.
    """

    def fill_with(decision: Decision) -> Callable[[TransactWrite], None]:
        return lambda transaction: _change_in(transaction, import_id, decision, now)

    return _write_all([fill_with(decision) for decision in decisions])


def list_changes(import_id: str) -> Iterator[Change]:
    """Return what an import changed, read as it is asked for."""
    rows = ImportRow.query(
        import_id, ImportRow.part.startswith(_PRODUCT), consistent_read=True, page_size=100
    )
    for row in rows:
        yield Change(
            sku=row.part.removeprefix(_PRODUCT),
            before=None if row.before is None else msgspec.json.decode(row.before, type=Product),
            after=msgspec.json.decode(row.after, type=Product),
            is_undone=row.undone_at is not None,
        )


def undo_changes(
    import_id: str, steps: Sequence[tuple[Change, Product, Product]], now: datetime
) -> list[bool]:
    """Undo changes, each given with the product as it is and as it shall be.

    What an import put on sale is removed. Tell of each whether it was done.
    """

    def fill_with(step: tuple[Change, Product, Product]) -> Callable[[TransactWrite], None]:
        return lambda transaction: _undo_in(transaction, import_id, *step, now=now)

    return _write_all([fill_with(step) for step in steps])


def _write_all(fills: Sequence[Callable[[TransactWrite], None]]) -> list[bool]:
    return [done for group in batched(fills, _MOST_IN_ONE, strict=False) for done in _write(group)]


def _write(fills: Sequence[Callable[[TransactWrite], None]]) -> list[bool]:
    """Write all together; if one of them is refused, write each alone."""

    def fill(transaction: TransactWrite) -> None:
        for each in fills:
            each(transaction)

    try:
        write_together(fill)
    except Cancelled:
        if len(fills) == 1:
            return [False]
        return [done for each in fills for done in _write([each])]
    return [True] * len(fills)


def _change_in(
    transaction: TransactWrite, import_id: str, decision: Decision, now: datetime
) -> None:
    if decision.after is None:
        message = f"nothing is to be changed by line {decision.line}"
        raise ValueError(message)
    row = ImportRow(
        import_id=import_id,
        part=f"{_PRODUCT}{decision.sku}",
        before=None if decision.before is None else _json(decision.before),
        after=_json(decision.after),
        expires_at=now + IMPORT_RECORD,
    )
    transaction.save(row, condition=ImportRow.import_id.does_not_exist())
    product_changes.change_in(transaction, decision.before, decision.after, now)


def _undo_in(
    transaction: TransactWrite,
    import_id: str,
    change: Change,
    current: Product,
    wanted: Product,
    *,
    now: datetime,
) -> None:
    transaction.update(
        ImportRow(import_id, f"{_PRODUCT}{change.sku}"),
        actions=[ImportRow.undone_at.set(now)],
        condition=ImportRow.import_id.exists() & ImportRow.undone_at.does_not_exist(),
    )
    if change.before is None:
        product_changes.remove_in(transaction, current)
    else:
        product_changes.change_in(transaction, current, wanted, now)


def _json(product: Product) -> str:
    return msgspec.json.encode(product).decode()
