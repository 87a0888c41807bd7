"""Daily visitor counts (key: day and part; TTL: 48 h for what tells visitors apart).

Parts of a day: `salt`, `visitor#…` and `order#…` (markers), `batch#…` (counted batches), `counts`.
"""

import os
from datetime import date

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.visitor_counts import Counts, counts_expire_at, forgotten_at, identifies
from shop.storage import batches
from shop.storage.connection import ExpiryAttribute, IntegerAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together


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


def add_counts(day: date, batch: str, counts: Counts, *, seconds_left: float) -> bool:
    """Add what a batch holds to a day's numbers; False, and nothing changed, if it is in them.

    Raises:
        TryAgain: conflicts, throttling or the deadline stood in the way; nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        mark = VisitorCountRow(day.isoformat(), f"batch#{batch}", expires_at=forgotten_at(day))
        transaction.save(mark, condition=VisitorCountRow.part.does_not_exist())
        transaction.update(
            VisitorCountRow(day.isoformat(), "counts"),
            [
                VisitorCountRow.page_views.add(counts.page_views),
                VisitorCountRow.visitors.add(counts.visitors),
                VisitorCountRow.bots.add(counts.bots),
                VisitorCountRow.orders.add(counts.orders),
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


def remove_identifiers(day: date) -> int:
    """Delete everything of a day that tells visitors apart; return how many rows that was."""
    rows = [row for row in VisitorCountRow.query(day.isoformat()) if identifies(row.part)]
    batches.delete_all(rows)
    return len(rows)
