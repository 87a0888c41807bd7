"""What each product has cost, and since when (key: sku, changed_at; entries are never changed)."""

import os

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.prices import PriceChange
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row

# Years of changes: what a present price follows from is far nearer.
_MOST_ENTRIES = 200


class PriceRow(Row):
    """The prices of a product from an instant on, and what it cost until then."""

    class Meta:
        table_name = os.environ["PRICE_HISTORY_TABLE"]

    sku = UnicodeAttribute(hash_key=True)
    changed_at = InstantAttribute(range_key=True)
    price_pence = IntegerAttribute()
    compare_at_pence = IntegerAttribute(null=True)
    previous_pence = IntegerAttribute(null=True)


def put_in(transaction: TransactWrite, change: PriceChange) -> None:
    """Add an entry to a transaction, which is cancelled if the product has one of this second."""
    row = PriceRow(
        sku=change.sku,
        changed_at=change.changed_at,
        price_pence=change.price_pence,
        compare_at_pence=change.compare_at_pence,
        previous_pence=change.previous_pence,
    )
    transaction.save(row, condition=PriceRow.sku.does_not_exist())


def list_newest_first(sku: str) -> list[PriceChange]:
    """Return a product's entries consistently: they decide what its page may announce."""
    rows = PriceRow.query(sku, consistent_read=True, scan_index_forward=False, limit=_MOST_ENTRIES)
    return [
        PriceChange(
            sku=row.sku,
            changed_at=row.changed_at,
            price_pence=row.price_pence,
            compare_at_pence=row.compare_at_pence,
            previous_pence=row.previous_pence,
        )
        for row in rows
    ]
