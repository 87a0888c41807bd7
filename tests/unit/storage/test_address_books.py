import pytest

from shop.domain.account_events import AccountEvent
from shop.domain.address_book import AddressBook
from shop.domain.errors import Conflict
from shop.domain.sessions import Browser
from shop.storage import address_books, customers
from tests.support.accounts import add_customer
from tests.support.gateway import NOW
from tests.unit.domain.test_address_book import book_of

EVENT = AccountEvent("id-of-customer", "e1", NOW, "address-added", Browser("?", "?"))


def test_changes_addresses_and_history_together_or_neither(tables):
    customer, changed = add_customer(), book_of(1)
    address_books.change(customer, changed, EVENT, seconds_left=10)
    assert customers.get(customer.customer_id).address_book == changed
    with pytest.raises(Conflict):
        address_books.change(customer, AddressBook(), EVENT, seconds_left=10)
    assert customers.get(customer.customer_id).address_book == changed
    assert tables.count("AccountEventsTable") == 1
