"""Daily visitor counts (key: day and part; TTL: 48 h for what tells visitors apart).

Parts of a day: `salt`, `visitor#…`, `order#…`, `seen#…` and `join#…` (markers), `batch#…` (counted
batches), `counts`, `cell#<kind>#<value>` (numbers of visitors by a trait, of views by page and
product, of programs by rule, of links followed), `referrers` (how many hosts the day has).
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from itertools import batched

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.demographics import Cell, cell_of, is_small, part_of
from shop.domain.visitor_counts import Counts, counts_expire_at, forgotten_at, identifies
from shop.storage import batches
from shop.storage.connection import ExpiryAttribute, IntegerAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together

# Of the hundred actions that DynamoDB takes in one transaction; two more are the batch's own.
_MOST_CELLS = 90


class VisitorCountRow(Row):
    """One part of a day."""

    class Meta:
        table_name = os.environ["VISITOR_COUNTS_TABLE"]

    day = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    salt = UnicodeAttribute(null=True)
    batch = UnicodeAttribute(null=True)
    page_views = IntegerAttribute(null=True)
    visitors = IntegerAttribute(null=True)
    bots = IntegerAttribute(null=True)
    orders = IntegerAttribute(null=True)
    visits = IntegerAttribute(null=True)
    number = IntegerAttribute(null=True)
    expires_at = ExpiryAttribute()


def insert_salt(day: date, salt: str) -> bool:
    """Keep a day's salt unless it has one."""
    row = VisitorCountRow(day.isoformat(), "salt", salt=salt, expires_at=forgotten_at(day))
    return unless_taken(lambda: row.save(condition=VisitorCountRow.part.does_not_exist()))


def salt_in_force(day: date, new_salt: str) -> str:
    """Return the salt of a day; `new_salt`, if it had none so far."""
    row = VisitorCountRow.find_row(day.isoformat(), "salt")
    if row is None and not insert_salt(day, new_salt):
        row = VisitorCountRow.find_row(day.isoformat(), "salt")
    return new_salt if row is None else str(row.salt)


def has_batch(day: date, batch: str) -> bool:
    """Tell whether a batch is in a day's counts already."""
    return VisitorCountRow.find_row(day.isoformat(), f"batch#{batch}") is not None


def insert_marker(day: date, marker: str, batch: str) -> bool:
    """Mark a visitor or an order as counted by a batch; False if another batch has done so.

    True again for the same batch: its earlier attempt ended before its counts were kept.
    """
    row = VisitorCountRow(day.isoformat(), marker, batch=batch, expires_at=forgotten_at(day))
    condition = VisitorCountRow.part.does_not_exist() | (VisitorCountRow.batch == batch)
    return unless_taken(lambda: row.save(condition=condition))


def add_counts(
    day: date,
    batch: str,
    counts: Counts,
    cells: Mapping[Cell, int] | None = None,
    *,
    seconds_left: float,
) -> bool:
    """Add what a batch holds to a day's numbers; False, and nothing changed, if it is in them.

    What is too much for one transaction goes before it in others, each noted as counted itself.

    Raises:
        TryAgain: conflicts, throttling or the deadline stood in the way; try the batch again.
    """
    groups = list(batched(sorted((cells or {}).items()), _MOST_CELLS, strict=False))
    for number, group in enumerate(groups[1:], 1):
        _add_cells(day, f"{batch}#{number}", group, seconds_left=seconds_left)

    def fill(transaction: TransactWrite) -> None:
        put_mark_in(transaction, day, batch)
        put_cells_in(transaction, day, groups[0] if groups else ())
        transaction.update(
            VisitorCountRow(day.isoformat(), "counts"),
            [
                VisitorCountRow.page_views.add(counts.page_views),
                VisitorCountRow.visitors.add(counts.visitors),
                VisitorCountRow.bots.add(counts.bots),
                VisitorCountRow.orders.add(counts.orders),
                VisitorCountRow.visits.add(counts.visits),
                VisitorCountRow.expires_at.set(counts_expire_at(day)),
            ],
            # The first batch of a day makes the row, which is why this cannot fail.
            condition=VisitorCountRow.part.does_not_exist() | VisitorCountRow.page_views.exists(),
        )

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True


def _add_cells(
    day: date, batch: str, cells: Iterable[tuple[Cell, int]], *, seconds_left: float
) -> None:
    def fill(transaction: TransactWrite) -> None:
        put_mark_in(transaction, day, batch)
        put_cells_in(transaction, day, cells)

    # Cancelled: an attempt that broke off later has counted them.
    with suppress(Cancelled):
        write_together(fill, seconds_left=seconds_left)


def put_mark_in(transaction: TransactWrite, day: date, batch: str) -> None:
    """Note a batch as counted; the transaction fails if it is."""
    mark = VisitorCountRow(day.isoformat(), f"batch#{batch}", expires_at=forgotten_at(day))
    transaction.save(mark, condition=VisitorCountRow.part.does_not_exist())


def put_cells_in(transaction: TransactWrite, day: date, cells: Iterable[tuple[Cell, int]]) -> None:
    """Add numbers to those of a day's cells."""
    for cell, number in cells:
        transaction.update(
            VisitorCountRow(day.isoformat(), part_of(cell)),
            [
                VisitorCountRow.number.add(number),
                VisitorCountRow.expires_at.set(counts_expire_at(day)),
            ],
            # The first one of a day makes the row, which is why this cannot fail.
            condition=VisitorCountRow.part.does_not_exist() | VisitorCountRow.number.exists(),
        )


def remove_small_cells(day: date) -> int:
    """Delete the numbers of a day that tell of so few that one might be known; return how many."""
    cells = VisitorCountRow.query(day.isoformat(), VisitorCountRow.part.startswith("cell#"))
    small = [row for row in cells if _is_small(row)]
    batches.delete_all(small)
    return len(small)


def _is_small(row: VisitorCountRow) -> bool:
    cell = cell_of(row.part)
    return cell is not None and is_small(cell, row.number or 0)


def remove_identifiers(day: date) -> int:
    """Delete everything of a day that tells visitors apart; return how many rows that was."""
    rows = [row for row in VisitorCountRow.query(day.isoformat()) if identifies(row.part)]
    batches.delete_all(rows)
    return len(rows)
