"""Changing a customer's addresses, in one with the history of the account."""

from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent
from shop.domain.address_book import AddressBook
from shop.domain.customers import Customer
from shop.domain.errors import Conflict
from shop.storage import account_events, customers
from shop.storage.transactions import Cancelled, write_together


def change(
    customer: Customer, book: AddressBook, event: AccountEvent, *, seconds_left: float
) -> None:
    """Replace the addresses of a customer, if they are still those that were read.

    Raises:
        Conflict: another request changed them.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        account_events.put_in(transaction, event)
        customers.change_address_book_in(transaction, customer, book)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        message = "Your addresses were changed by another request. Please look again."
        raise Conflict(message) from None
