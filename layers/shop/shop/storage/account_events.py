"""The history of accounts (key: the customer and the event's time and id; TTL: a year).

Only ever added to: nothing here changes or removes an event.
"""

import os
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent, AccountEventType
from shop.domain.sessions import Browser
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken


class AccountEventRow(Row):
    """One event."""

    class Meta:
        table_name = os.environ["ACCOUNT_EVENTS_TABLE"]

    customer_id = UnicodeAttribute(hash_key=True)
    position = UnicodeAttribute(range_key=True)
    event_id = UnicodeAttribute()
    at = InstantAttribute()
    type = UnicodeAttribute()
    device = UnicodeAttribute()
    network = UnicodeAttribute()
    expires_at = ExpiryAttribute()


def insert(event: AccountEvent) -> None:
    """Add an event; a retry whose first answer was lost meets its own row and is content."""
    row = _row(event)
    unless_taken(lambda: row.save(condition=AccountEventRow.position.does_not_exist()))


def put_in(transaction: TransactWrite, event: AccountEvent) -> None:
    """Add an event to a transaction."""
    transaction.save(_row(event), condition=AccountEventRow.position.does_not_exist())


def list_by_customer(customer_id: str, *, before: str = "", limit: int) -> list[AccountEvent]:
    """Return a customer's events, the newest first; those before a position if one is given."""
    older = AccountEventRow.position < before if before else None
    rows = AccountEventRow.query(
        customer_id, older, scan_index_forward=False, limit=limit, consistent_read=True
    )
    return [_event(row) for row in rows]


def _row(event: AccountEvent) -> AccountEventRow:
    return AccountEventRow(
        customer_id=event.customer_id,
        position=event.position,
        event_id=event.event_id,
        at=event.at,
        type=event.type,
        device=event.browser.device,
        network=event.browser.network,
        expires_at=event.expires_at,
    )


def _event(row: AccountEventRow) -> AccountEvent:
    return AccountEvent(
        customer_id=row.customer_id,
        event_id=row.event_id,
        at=row.at,
        type=cast("AccountEventType", row.type),
        browser=Browser(row.device, row.network),
    )
