"""What is held about a person, as records to show; and what an erasure has left of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import MapAttribute

from shop.domain.data_requests import Subject
from shop.domain.instants import rfc3339
from shop.domain.personal_data_tables import TABLES
from shop.storage import personal_orders as of_orders
from shop.storage import personal_rows as rows
from shop.storage.connection import Row
from shop.storage.personal_visits import find_visits
from shop.storage.scrubbing import scrubbing

type Record = dict[str, Any]

# In the order in which they are shown.
FINDERS: dict[str, rows.Finder] = {
    "CustomersTable": rows.find_customer,
    "CustomerEmailsTable": rows.find_customer_email,
    "SecondFactorsTable": rows.find_second_factor,
    "AccountEventsTable": rows.find_account_events,
    "CartsTable": rows.find_cart,
    "OrdersTable": of_orders.find_orders,
    "WithdrawalsTable": of_orders.find_withdrawals,
    "PaymentsTable": of_orders.find_payments,
    "InvoicesTable": of_orders.find_invoices,
    "PromotionsTable": of_orders.find_redemptions,
    "TicketsTable": rows.find_tickets,
    "CommunicationsTable": rows.find_communications,
    "StockAlertsTable": rows.find_stock_alerts,
    "SuppressionsTable": rows.find_suppression,
    "MailsTable": rows.find_mails,
    "SessionsTable": rows.find_sessions,
    "RememberedLoginsTable": rows.find_remembered_logins,
    "TokensTable": rows.find_tokens,
    "VisitsTable": find_visits,
    "DataRequestsTable": rows.find_data_requests,
}


def list_records(subject: Subject) -> dict[str, list[Record]]:
    """Return every record about a person by its table, without what would let its reader in."""
    return {name: list_records_of(name, subject) for name in FINDERS}


def list_records_of(table: str, subject: Subject) -> list[Record]:
    """Return every record of one table about a person, without what would let its reader in."""
    return [_record(table, row) for row in FINDERS[table](subject)]


def count_left(subject: Subject, tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows of which tables still lead to a person; empty after an erasure.

    `tables` are those whose rows go; orders and their payments stay without what tells of anybody.
    """
    left = {name: len(FINDERS[name](subject)) for name in tables if TABLES[name].goes}
    for name, table in TABLES.items():
        if name in FINDERS and table.scrubbed():
            left[name] = _unscrubbed(name, FINDERS[name](subject))
    return {name: count for name, count in left.items() if count}


def _unscrubbed(name: str, found: Sequence[Row]) -> int:
    return sum(bool(scrubbing(row, TABLES[name].scrubbed())) for row in found)


def _record(table: str, row: Row) -> Record:
    values = {name: getattr(row, name) for name in TABLES[table].shown()}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute holds
    match value:
        case datetime():
            return rfc3339(value)
        case MapAttribute():
            return _plain(value.as_dict())  # type: ignore[no-untyped-call]
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case str() if value[:1] in "[{" and value:
            return _parsed(value)
        case _:
            return msgspec.to_builtins(value)


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except ValueError:
        return text
