"""Erasing what leads to a person, step by step; each step may break off and be done again.

What others are found by goes last: the account first, so that nothing new comes, its orders last.
"""

from collections.abc import Callable
from functools import partial

from pynamodb.expressions.condition import Condition

from shop.domain.data_requests import Subject
from shop.domain.personal_data import Fate
from shop.domain.personal_data_tables import TABLES
from shop.storage import batches
from shop.storage import personal_orders as of_orders
from shop.storage import personal_rows as rows
from shop.storage.connection import unless_taken
from shop.storage.customer_emails import CustomerEmailRow
from shop.storage.customers import CustomerRow
from shop.storage.invoices import InvoiceRow
from shop.storage.order_standings import Standing
from shop.storage.orders import OrderRow
from shop.storage.payments import PaymentRow
from shop.storage.personal_visits import remove_visits
from shop.storage.promotions import PromotionRow
from shop.storage.scrubbing import scrub
from shop.storage.withdrawals import WithdrawalRow

_OWNER: dict[str, Fate] = {"customer_id": Fate.REMOVED, "email_hash": Fate.REMOVED}


def remove_customer_email(subject: Subject) -> int:
    """Give up the account's claim to its address."""
    is_theirs = CustomerEmailRow.customer_id == subject.customer_id
    found = rows.find_customer_email(subject)
    return sum(unless_taken(partial(row.delete, condition=is_theirs)) for row in found)


def remove_customer(subject: Subject) -> int:
    """Delete the account."""
    found = rows.find_customer(subject)
    exists = CustomerRow.customer_id.exists()
    return sum(unless_taken(partial(row.delete, condition=exists)) for row in found)


def remove_second_factor(subject: Subject) -> int:
    """Delete the account's second factor."""
    found = rows.find_second_factor(subject)
    batches.delete_all(found)
    return len(found)


def remove_account_events(subject: Subject) -> int:
    """Delete the history of the account."""
    found = rows.find_account_events(subject)
    batches.delete_all(found)
    return len(found)


def remove_sessions(subject: Subject) -> int:
    """Delete the account's sessions."""
    found = rows.find_sessions(subject)
    batches.delete_all(found)
    return len(found)


def remove_remembered_logins(subject: Subject) -> int:
    """Delete the account's remembered logins."""
    found = rows.find_remembered_logins(subject)
    batches.delete_all(found)
    return len(found)


def remove_tokens(subject: Subject) -> int:
    """Delete mailed tokens."""
    found = rows.find_tokens(subject)
    batches.delete_all(found)
    return len(found)


def remove_cart(subject: Subject) -> int:
    """Delete the account's cart."""
    found = rows.find_cart(subject)
    batches.delete_all(found)
    return len(found)


def remove_communications(subject: Subject) -> int:
    """Delete what the address asked to be told."""
    found = rows.find_communications(subject)
    batches.delete_all(found)
    return len(found)


def remove_stock_alerts(subject: Subject) -> int:
    """Delete the alerts of the address."""
    found = rows.find_stock_alerts(subject)
    batches.delete_all(found)
    return len(found)


def remove_tickets(subject: Subject) -> int:
    """Delete the conversations of the address, their first messages last."""
    found = rows.find_tickets(subject)
    batches.delete_all(row for row in found if row.email_hash is None)
    batches.delete_all(row for row in found if row.email_hash is not None)
    return len(found)


def remove_mails(subject: Subject) -> int:
    """Delete what is known of mails to the address."""
    found = rows.find_mails(subject)
    batches.delete_all(found)
    return len(found)


def scrub_withdrawals(subject: Subject) -> int:
    """Leave nothing of a person in withdrawals, those that fit no order included."""
    fates = TABLES["WithdrawalsTable"].scrubbed()
    exists = WithdrawalRow.withdrawal_id.exists()
    found = of_orders.find_withdrawals(subject)
    return sum(scrub(row, fates, exists) is True for row in found)


type Step = Callable[[Subject], int]
STEPS: dict[str, Step] = {
    "CustomerEmailsTable": remove_customer_email,
    "CustomersTable": remove_customer,
    "SecondFactorsTable": remove_second_factor,
    "AccountEventsTable": remove_account_events,
    "SessionsTable": remove_sessions,
    "RememberedLoginsTable": remove_remembered_logins,
    "TokensTable": remove_tokens,
    "CartsTable": remove_cart,
    "CommunicationsTable": remove_communications,
    "StockAlertsTable": remove_stock_alerts,
    "TicketsTable": remove_tickets,
    "WithdrawalsTable": scrub_withdrawals,
    "VisitsTable": remove_visits,
    "MailsTable": remove_mails,
}
# What an order that is closed at last still has of its own.
LATE_STEPS: dict[str, Step] = {
    "VisitsTable": remove_visits,
    "MailsTable": remove_mails,
    "WithdrawalsTable": scrub_withdrawals,
}


def change_to_nobodys(number: str) -> bool:
    """Take an order from its account, and leave it what it needs until it is closed.

    False if it changed at the same moment.
    """
    head = of_orders.order_parts(number)[-1]
    return scrub(head, _OWNER, _as_read(head), OrderRow.version.set(head.version + 1)) is not False


def change_to_scrubbed(standing: Standing) -> int | None:
    """Leave nothing of a person in an order and what belongs to it; return how many rows changed.

    None if the order has changed since it was read: then nothing may be true of it any more.
    """
    fates = TABLES["OrdersTable"].scrubbed()
    *parts, head = of_orders.order_parts(standing.number)
    if head.version != standing.version:
        return None
    changed = [scrub(row, fates, OrderRow.part.exists()) for row in parts]
    changed += [*_payments(standing.number), *_documents(standing.number), *_redemption(head)]
    # Last, since its customer and address are what the order is found by.
    last = scrub(head, fates, _as_read(head), OrderRow.version.set(head.version + 1))
    return None if last is False else sum(map(bool, [*changed, last]))


def _payments(number: str) -> list[bool | None]:
    fates = TABLES["PaymentsTable"].scrubbed()
    found = of_orders.order_payments(number)
    return [scrub(row, fates, PaymentRow.part.exists()) for row in found]


def _documents(number: str) -> list[bool | None]:
    fates = TABLES["InvoicesTable"].scrubbed()
    found = of_orders.order_documents(number)
    return [scrub(row, fates, InvoiceRow.part.exists()) for row in found]


def _redemption(head: OrderRow) -> list[bool | None]:
    """Delete the counts of a customer's uses of a code, then what names them."""
    redemption = of_orders.order_redemption(head)
    if redemption is None:
        return []
    batches.delete_all(of_orders.redeemers_of(redemption))
    return [scrub(redemption, TABLES["PromotionsTable"].scrubbed(), PromotionRow.part.exists())]


def _as_read(head: OrderRow) -> Condition:
    condition: Condition = (OrderRow.version == head.version) & (OrderRow.status == head.status)
    return condition
