"""The stock ledger (key: sku, movement; never deleted by age); entries are only ever added."""

import os
from datetime import datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.stock_movements import Movement, Reason
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row


class StockMovementRow(Row):
    """One change of a product's stock; its key says of what, so it is there once."""

    class Meta:
        table_name = os.environ["STOCK_MOVEMENTS_TABLE"]

    sku = UnicodeAttribute(hash_key=True)
    movement = UnicodeAttribute(range_key=True)
    quantity = IntegerAttribute()
    reason = UnicodeAttribute()
    at = InstantAttribute()
    note = UnicodeAttribute(null=True)
    actor = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute(null=True)


def put_in(transaction: TransactWrite, movement: Movement) -> None:
    """Add a movement to the transaction that moves the stock; cancelled if it was made before."""
    row = StockMovementRow(
        sku=movement.sku,
        movement=movement.key,
        quantity=movement.quantity,
        reason=movement.reason,
        at=movement.at,
        note=movement.note or None,
        actor=movement.actor or None,
        request_id=movement.request_id or None,
    )
    transaction.save(row, condition=StockMovementRow.movement.does_not_exist())


def is_kept(movement: Movement) -> bool:
    """Tell whether a movement was made before."""
    return StockMovementRow.find_row(movement.sku, movement.key) is not None


def list_by_source(sku: str, source: str) -> list[Movement]:
    """Return what an order, and its returns, moved of a product, the earliest first."""
    rows = StockMovementRow.query(sku, StockMovementRow.movement.startswith(source))
    return sorted(map(_movement, rows), key=_when)


def list_newest(sku: str, limit: int) -> list[Movement]:
    """Return the newest movements of a product, the newest first.

    The ledger's keys are of no order in time, so all of a product's are read.
    """
    found = sorted(map(_movement, StockMovementRow.query(sku)), key=_when, reverse=True)
    return found[:limit]


def sum_of(sku: str) -> int:
    """Return what all movements of a product come to, read consistently."""
    return sum(row.quantity for row in StockMovementRow.query(sku, consistent_read=True))


def _when(movement: Movement) -> tuple[datetime, str]:
    return movement.at, movement.key


def _movement(row: StockMovementRow) -> Movement:
    source, line, _ = row.movement.rsplit("#", 2)
    return Movement(
        sku=row.sku,
        source=source,
        line=int(line),
        reason=cast("Reason", row.reason),
        quantity=row.quantity,
        at=row.at,
        note=row.note or "",
        actor=row.actor or "",
        request_id=row.request_id or "",
    )
