"""Every row that leads to one person, table by table, for export and erasure.

Indexes are behind by a moment, and what is read through them is the row as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from shop.domain.data_requests import Subject
from shop.domain.mails import address_hash
from shop.storage.account_events import AccountEventRow
from shop.storage.carts import CartRow
from shop.storage.communications import CommunicationRow
from shop.storage.connection import Row
from shop.storage.customer_emails import CustomerEmailRow
from shop.storage.customers import CustomerRow
from shop.storage.data_requests import DataRequestRow
from shop.storage.mails import MailRow
from shop.storage.orders import OrderRow
from shop.storage.remembered_logins import RememberedLoginRow
from shop.storage.second_factors import SecondFactorRow
from shop.storage.sessions import SessionRow
from shop.storage.stock_alerts import StockAlertRow
from shop.storage.suppressions import SuppressionRow
from shop.storage.tickets import TicketRow
from shop.storage.tokens import TokenRow

_ORDER_MAIL = "order#"
_ORDER_CODE = "order-code#"


def with_numbers(subject: Subject) -> Subject:
    """Return a subject with the numbers of their orders, as customer or guest."""
    found = [*subject.numbers, *_customers_numbers(subject), *_guests_numbers(subject)]
    return replace(subject, numbers=tuple(dict.fromkeys(found)))


def _customers_numbers(subject: Subject) -> Iterable[str]:
    if not subject.customer_id:
        return []
    return [row.number for row in OrderRow.by_customer.query(subject.customer_id)]


def _guests_numbers(subject: Subject) -> Iterable[str]:
    if not subject.email:
        return []
    rows = OrderRow.by_email_hash.query(address_hash(subject.email))
    return [row.number for row in rows if row.placed_at <= subject.until]


def find_customer(subject: Subject) -> list[CustomerRow]:
    """Return the account."""
    row = CustomerRow.find_row(subject.customer_id) if subject.customer_id else None
    return [] if row is None else [row]


def find_customer_email(subject: Subject) -> list[CustomerEmailRow]:
    """Return the account's claim to its address; another account's is not theirs."""
    row = CustomerEmailRow.find_row(subject.email) if subject.email else None
    return [row] if row is not None and row.customer_id == subject.customer_id else []


def find_account_events(subject: Subject) -> list[AccountEventRow]:
    """Return the history of the account."""
    return list(AccountEventRow.query(subject.customer_id)) if subject.customer_id else []


def find_second_factor(subject: Subject) -> list[SecondFactorRow]:
    """Return the second factor of the account."""
    row = SecondFactorRow.find_row(subject.customer_id) if subject.customer_id else None
    return [] if row is None else [row]


def find_sessions(subject: Subject) -> list[SessionRow]:
    """Return the sessions of the account, over or not."""
    return list(SessionRow.by_customer.query(subject.customer_id)) if subject.customer_id else []


def find_remembered_logins(subject: Subject) -> list[RememberedLoginRow]:
    """Return the remembered logins of the account."""
    if not subject.customer_id:
        return []
    return list(RememberedLoginRow.by_customer.query(subject.customer_id))


def find_tokens(subject: Subject) -> list[TokenRow]:
    """Return the mailed tokens about the account, to the address, and of the orders."""
    found: list[TokenRow] = []
    if subject.customer_id:
        found += TokenRow.by_customer.query(subject.customer_id)
    if subject.email:
        found += TokenRow.by_email.query(subject.email)
    codes = (TokenRow.find_row(f"{_ORDER_CODE}{number}") for number in subject.numbers)
    found += [row for row in codes if row is not None]
    return list({row.token_hash: row for row in found}.values())


def find_cart(subject: Subject) -> list[CartRow]:
    """Return the account's cart."""
    row = CartRow.find_row(f"customer#{subject.customer_id}") if subject.customer_id else None
    return [] if row is None else [row]


def find_communications(subject: Subject) -> list[CommunicationRow]:
    """Return what the address asked to be told."""
    row = CommunicationRow.find_row(subject.email) if subject.email else None
    return [row] if row is not None and row.changed_at <= subject.until else []


def find_stock_alerts(subject: Subject) -> list[StockAlertRow]:
    """Return the products that the address waits for."""
    if not subject.email:
        return []
    rows = StockAlertRow.by_email_hash.query(address_hash(subject.email))
    return [row for row in rows if row.confirmed_at <= subject.until]


def find_tickets(subject: Subject) -> list[TicketRow]:
    """Return the conversations of the address, the first message of each last."""
    if not subject.email:
        return []
    heads = TicketRow.by_email_hash.query(address_hash(subject.email))
    numbers = [head.ticket for head in heads if head.at <= subject.until]
    return [row for number in numbers for row in TicketRow.query(number, consistent_read=True)]


def find_mails(subject: Subject) -> list[MailRow]:
    """Return the mails to the address, without those about orders that are not the subject's."""
    if not subject.email:
        return []
    rows = MailRow.by_recipient.query(address_hash(subject.email))
    return [row for row in rows if _is_subjects(row, subject)]


def _is_subjects(row: MailRow, subject: Subject) -> bool:
    if row.mail_id.startswith(_ORDER_MAIL):
        return row.mail_id.split("#")[1] in subject.numbers
    return bool(row.created_at <= subject.until)


def find_suppression(subject: Subject) -> list[SuppressionRow]:
    """Return why the address gets no mailings."""
    row = SuppressionRow.find_row(address_hash(subject.email)) if subject.email else None
    return [] if row is None else [row]


def find_data_requests(subject: Subject) -> list[DataRequestRow]:
    """Return the requests of the address about its data, without the account's for a guest."""
    rows = DataRequestRow.by_email_mark
    found = [row for mark in subject.marks for row in rows.query(mark)]
    return [row for row in found if subject.customer_id or row.who == "guest"]


type Finder = Callable[[Subject], Sequence[Row]]
