"""Who is told when a product is back (key: sku, email_hash; TTL: 180 days)."""

import os
from collections.abc import Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.mails import Mail, address_hash
from shop.domain.stock_alerts import StockAlert
from shop.storage import mails
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together


class StockAlertsByEmailHash(GlobalSecondaryIndex["StockAlertRow"]):  # type: ignore[no-untyped-call]
    """The alerts of an address; behind by a moment."""

    class Meta:
        index_name = "by_email_hash"
        projection = AllProjection()

    email_hash = UnicodeAttribute(hash_key=True)
    sku = UnicodeAttribute(range_key=True)


class StockAlertRow(Row):
    """One confirmed address that waits for one product."""

    class Meta:
        table_name = os.environ["STOCK_ALERTS_TABLE"]

    sku = UnicodeAttribute(hash_key=True)
    email_hash = UnicodeAttribute(range_key=True)
    email = UnicodeAttribute()
    confirmed_at = InstantAttribute()
    expires_at = ExpiryAttribute()
    by_email_hash = StockAlertsByEmailHash()


def insert(alert: StockAlert) -> bool:
    """Keep an alert; False if there is one for this product and address already."""
    row = StockAlertRow(
        sku=alert.sku,
        email_hash=address_hash(alert.email),
        email=alert.email,
        confirmed_at=alert.confirmed_at,
        expires_at=alert.expires_at,
    )
    is_free = StockAlertRow.sku.does_not_exist() | (StockAlertRow.expires_at <= alert.confirmed_at)
    return unless_taken(lambda: row.save(condition=is_free))


def remove(sku: str, email: str) -> bool:
    """Forget an alert; False if there is none."""
    row = StockAlertRow(sku, address_hash(email))
    return unless_taken(lambda: row.delete(condition=StockAlertRow.sku.exists()))


def list_by_sku(sku: str, now: datetime) -> Iterator[StockAlert]:
    """Return the alerts for a product that have not expired, read as they are asked for."""
    for row in StockAlertRow.query(sku, consistent_read=True, page_size=100):
        if row.expires_at > now:
            yield StockAlert(sku=row.sku, email=row.email, confirmed_at=row.confirmed_at)


def change_to_told(alert: StockAlert, mail: Mail, now: datetime) -> bool:
    """Put the mail about an alert into the outbox and forget the alert, in one.

    False if that was done before, or the alert was cancelled.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        row = StockAlertRow(alert.sku, address_hash(alert.email))
        transaction.delete(row, condition=StockAlertRow.sku.exists())
        mails.put_in(transaction, mail, now)

    try:
        write_together(fill)
    except Cancelled:
        return False
    return True
