"""Doing erasures again on tables that were restored: the ledger knows its people by marks alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from shop.domain.data_requests import DataRequest, begun
from shop.gateways.subject_marks import is_of_customer, is_of_email
from shop.storage import data_requests
from shop.storage.account_events import AccountEventRow
from shop.storage.carts import CartRow
from shop.storage.communications import CommunicationRow
from shop.storage.connection import Row
from shop.storage.customer_emails import CustomerEmailRow
from shop.storage.customers import CustomerRow
from shop.storage.erasures import STEPS
from shop.storage.mails import MailRow
from shop.storage.order_standings import find_standing
from shop.storage.orders import OrderRow
from shop.storage.personal_records import count_left
from shop.storage.personal_rows import with_numbers
from shop.storage.remembered_logins import RememberedLoginRow
from shop.storage.second_factors import SecondFactorRow
from shop.storage.sessions import SessionRow
from shop.storage.stock_alerts import StockAlertRow
from shop.storage.tickets import TicketRow
from shop.storage.tokens import TokenRow
from shop.storage.visits import VisitRow
from shop.storage.withdrawals import WithdrawalRow
from shop.web.upkeep import erasing
from tools.erasures import restored_orders

_BY_CUSTOMER: tuple[type[Row], ...] = (
    CustomerRow,
    CustomerEmailRow,
    AccountEventRow,
    SecondFactorRow,
    OrderRow,
    SessionRow,
    RememberedLoginRow,
    TokenRow,
    VisitRow,
)
# What the key of a customer's cart begins with; other carts are nobody's.
_OWNED = "customer#"
_BY_EMAIL: tuple[tuple[type[Row], str], ...] = (
    (CustomerRow, "email"),
    (CustomerEmailRow, "email"),
    (OrderRow, "email"),
    (TicketRow, "email"),
    (TokenRow, "email"),
    (CommunicationRow, "email"),
    (StockAlertRow, "email"),
    (MailRow, "to"),
    (WithdrawalRow, "email"),
)


@dataclass(frozen=True, slots=True)
class People:
    """Every account and address that the tables name."""

    customer_ids: frozenset[str]
    emails: frozenset[str]


def people_in_tables() -> People:
    """Read every table that names anybody, whole: only an operator may, after a restore."""
    owners = _values([(CartRow, "cart_id")])
    carts = (owner.removeprefix(_OWNED) for owner in owners if owner.startswith(_OWNED))
    return People(
        frozenset((*_values((kind, "customer_id") for kind in _BY_CUSTOMER), *carts)),
        frozenset(email.strip().lower() for email in _values(_BY_EMAIL)),
    )


def _values(places: Iterable[tuple[type[Row], str]]) -> Iterator[str]:
    for kind, name in places:
        for row in kind.scan(attributes_to_get=[name]):
            if value := getattr(row, name):
                yield value


def replay(now: datetime) -> list[DataRequest]:
    """Do every erasure of the ledger again whose people are back; return them as they stand then.

    What an address has brought since its erasure is not touched. What belongs to orders that name
    nobody is looked for by their numbers.
    """
    replayed = [erasing.carry_out(_begun_again(*found), now) for found in _back()]
    restored_orders.erase_again(now)
    return replayed


def find_back(now: datetime) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many erasures the ledger has, and of those that are to be done again what is back.

    By the beginning of the request's id, or the number of an order that names nobody, and by the
    table: how many rows. It changes nothing.
    """
    left = {f"request {entry.request_id[:8]}": _rows_of(named) for entry, named in _back()}
    found = {whose: rows for whose, rows in left.items() if rows}
    return len(_ledger()), found | restored_orders.find_back(now)


def _rows_of(named: DataRequest) -> dict[str, int]:
    subject = with_numbers(named.subject)
    standings = {number: find_standing(number) for number in subject.numbers}
    # What an order that is not closed needs is erased when it is.
    closed = tuple(n for n, found in standings.items() if found is None or found.is_closed)
    return count_left(replace(subject, numbers=closed), STEPS)


def _back() -> list[tuple[DataRequest, DataRequest]]:
    people = people_in_tables()
    return [found for entry in _ledger() if (found := _named_again(entry, people)) is not None]


def _ledger() -> list[DataRequest]:
    entries = [*data_requests.list_by_state("done"), *data_requests.list_by_state("orders-open")]
    return [entry for entry in entries if entry.kind == "erase"]


def _named_again(entry: DataRequest, people: People) -> tuple[DataRequest, DataRequest] | None:
    ids = (i for i in people.customer_ids if is_of_customer(entry.customer_mark, i))
    emails = (e for e in people.emails if is_of_email(entry.email_mark, e))
    customer_id, email = next(ids, ""), next(emails, "")
    if not customer_id and not email:
        return None
    return entry, replace(entry, customer_id=customer_id, email=email or entry.email)


def _begun_again(entry: DataRequest, named: DataRequest) -> DataRequest:
    again = begun(named, named.email)
    return again if data_requests.change(entry, replace(again, expires_at=None)) else named
