"""Accounts as they are kept."""

from dataclasses import replace

import pytest

from shop.domain.address_book import SavedAddress
from shop.domain.addresses import Address
from shop.domain.customers import Customer
from shop.domain.display import Preferences
from shop.domain.errors import NotFound
from shop.domain.known_devices import KnownDevice
from shop.storage import customers
from shop.storage.transactions import Cancelled, write_together
from tests.support.accounts import add_customer
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")
HOME = Address(
    name="Casey Customer",
    line1="1 Sample Street",
    city="Exampleton",
    postal_code="EX1 2MP",
    country="GB",
)


def test_reads_what_was_kept():
    customer = add_customer(
        addresses=(SavedAddress("a1", HOME),),
        default_billing="a1",
        default_shipping=None,
        preferences=Preferences(50, "larger", "code"),
    )

    assert customers.get(customer.customer_id) == customer


def test_finds_nothing_under_an_unknown_id():
    assert customers.find("nobody") is None
    with pytest.raises(NotFound):
        customers.get("nobody")


def test_makes_no_account_twice():
    customer = add_customer()

    with pytest.raises(Cancelled):
        write_together(lambda t: customers.put_in(t, customer))


def test_an_epoch_moves_on_from_the_one_that_was_read():
    customer = add_customer()
    write_together(lambda t: customers.change_epoch_in(t, customer.customer_id, 1))

    assert customers.get(customer.customer_id).epoch == 2
    with pytest.raises(Cancelled):
        write_together(lambda t: customers.change_epoch_in(t, customer.customer_id, 1))
    with pytest.raises(Cancelled):
        write_together(lambda t: customers.check_epoch_in(t, customer.customer_id, 1))
    write_together(lambda t: customers.check_epoch_in(t, customer.customer_id, 2))


def test_makes_no_account_out_of_nothing():
    with pytest.raises(Cancelled):
        write_together(lambda t: customers.change_epoch_in(t, "nobody", 1))
    with pytest.raises(NotFound):
        customers.change_details(Customer("nobody", "x@example.com", "Nobody", "hash", 1, NOW))

    assert customers.find("nobody") is None


def test_the_devices_an_account_knows_change_only_from_what_was_read():
    customer = add_customer()
    first, second = (KnownDevice("a", NOW),), (KnownDevice("b", NOW),)

    customers.change_devices(customer, first)
    customers.change_devices(customer, second)

    assert customers.get(customer.customer_id).devices == first
    customers.change_devices(customers.get(customer.customer_id), second)
    assert customers.get(customer.customer_id).devices == second
    customers.change_devices(replace(customer, customer_id="nobody"), first)
    assert customers.find("nobody") is None


def test_a_rehash_gives_way_to_a_new_password():
    customer = add_customer()
    write_together(lambda t: customers.change_password_in(t, customer, "new hash"))

    customers.change_password_hash(customer, "rehash of the old one")

    assert customers.get(customer.customer_id).password_hash == "new hash"
