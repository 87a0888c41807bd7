"""Accounts (key: the customer's id)."""

import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, cast

from pynamodb.attributes import ListAttribute, MapAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.acceptances import Acceptance
from shop.domain.address_book import AddressBook, SavedAddress
from shop.domain.addresses import Address
from shop.domain.customers import Customer
from shop.domain.display import CurrencyDisplay, Preferences, TextSize
from shop.domain.errors import NotFound
from shop.domain.known_devices import KnownDevice
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row, unless_taken
from shop.storage.customer_indexes import CustomersByMonth
from shop.storage.values import ValueAttribute


class AddressMap(MapAttribute[str, Any]):
    """One stored address."""

    address_id = UnicodeAttribute()
    name = UnicodeAttribute()
    line1 = UnicodeAttribute()
    line2 = UnicodeAttribute()
    city = UnicodeAttribute()
    region = UnicodeAttribute()
    postal_code = UnicodeAttribute()
    country = UnicodeAttribute()


class CustomerRow(Row):
    """One account."""

    class Meta:
        table_name = os.environ["CUSTOMERS_TABLE"]

    customer_id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    epoch = IntegerAttribute()
    created_at = InstantAttribute()
    addresses = ListAttribute(of=AddressMap)
    default_billing = UnicodeAttribute(null=True)
    default_shipping = UnicodeAttribute(null=True)
    list_size = IntegerAttribute()
    text_size = UnicodeAttribute(null=True)
    currency_display = UnicodeAttribute(null=True)
    registered_month = UnicodeAttribute()
    by_month = CustomersByMonth()
    devices = ValueAttribute[tuple[KnownDevice, ...]](tuple[KnownDevice, ...], null=True)
    acceptances = ValueAttribute[tuple[Acceptance, ...] | None](tuple[Acceptance, ...], null=True)


def find(customer_id: str) -> Customer | None:
    """Read an account consistently; None if there is none."""
    row = CustomerRow.find_row(customer_id)
    return None if row is None else _customer(row)


def get(customer_id: str) -> Customer:
    """Read an account consistently.

    Raises:
        NotFound: there is none.
    """
    customer = find(customer_id)
    if customer is None:
        raise NotFound("There is no such account.")
    return customer


def list_registered(month: str, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Return who registered in a month and a period, the earliest first, with when."""
    rows = CustomerRow.by_month.query(month, CustomerRow.created_at.between(since, until))
    return ((row.customer_id, row.created_at) for row in rows)


def put_in(transaction: TransactWrite, customer: Customer) -> None:
    """Add the creation of an account to a transaction."""
    transaction.save(_row(customer), condition=CustomerRow.customer_id.does_not_exist())


def change_password_hash(customer: Customer, password_hash: str) -> None:
    """Replace the hash of an unchanged password; nothing happens if another request did."""
    row = CustomerRow(customer_id=customer.customer_id)
    unless_taken(
        lambda: row.update(
            [CustomerRow.password_hash.set(password_hash)],
            condition=CustomerRow.password_hash == customer.password_hash,
        )
    )


def change_details(customer: Customer) -> None:
    """Replace what a customer may change without typing the password.

    Raises:
        NotFound: the account is gone.
    """
    row = CustomerRow(customer_id=customer.customer_id)
    actions: list[Action] = [
        CustomerRow.name.set(customer.name),
        CustomerRow.list_size.set(customer.preferences.list_size),
        CustomerRow.text_size.set(customer.preferences.text_size),
        CustomerRow.currency_display.set(customer.preferences.currency_display),
    ]
    if not unless_taken(lambda: row.update(actions, condition=CustomerRow.customer_id.exists())):
        raise NotFound("There is no such account.")


def change_devices(customer: Customer, devices: tuple[KnownDevice, ...]) -> None:
    """Replace the devices an account knows; nothing happens if another login just did."""
    row = CustomerRow(customer_id=customer.customer_id)
    change = CustomerRow.devices.set(devices)
    unless_taken(lambda: row.update([change], condition=_knows(customer)))


def change_devices_in(
    transaction: TransactWrite, customer: Customer, devices: tuple[KnownDevice, ...]
) -> None:
    """Add the devices an account knows to a transaction, if they are still those that were read."""
    transaction.update(
        CustomerRow(customer_id=customer.customer_id),
        actions=[CustomerRow.devices.set(devices)],
        condition=_knows(customer),
    )


def change_address_book_in(
    transaction: TransactWrite, customer: Customer, book: AddressBook
) -> None:
    """Add the addresses of a customer to a transaction, if they are still those that were read."""
    defaults = (
        (CustomerRow.default_billing, book.default_billing),
        (CustomerRow.default_shipping, book.default_shipping),
    )
    transaction.update(
        CustomerRow(customer_id=customer.customer_id),
        actions=[
            CustomerRow.addresses.set(_maps(book)),
            *(
                place.remove() if chosen is None else place.set(chosen)
                for place, chosen in defaults
            ),
        ],
        condition=CustomerRow.addresses == _maps(customer.address_book),
    )


def change_password_in(transaction: TransactWrite, customer: Customer, password_hash: str) -> None:
    """Add a new password to a transaction, which ends every session of the present epoch."""
    transaction.update(
        CustomerRow(customer_id=customer.customer_id),
        actions=[
            CustomerRow.password_hash.set(password_hash),
            CustomerRow.epoch.set(customer.epoch + 1),
        ],
        condition=CustomerRow.epoch == customer.epoch,
    )


def change_email_in(transaction: TransactWrite, customer: Customer, email: str) -> None:
    """Add a new e-mail address to a transaction, which ends every session of the present epoch."""
    transaction.update(
        CustomerRow(customer_id=customer.customer_id),
        actions=[CustomerRow.email.set(email), CustomerRow.epoch.set(customer.epoch + 1)],
        condition=CustomerRow.epoch == customer.epoch,
    )


def change_epoch_in(transaction: TransactWrite, customer_id: str, epoch: int) -> None:
    """Add the end of every session of an epoch to a transaction."""
    transaction.update(
        CustomerRow(customer_id=customer_id),
        actions=[CustomerRow.epoch.set(epoch + 1)],
        condition=CustomerRow.epoch == epoch,
    )


def check_epoch_in(transaction: TransactWrite, customer_id: str, epoch: int) -> None:
    """Add to a transaction that a customer's sessions of this epoch must still be good."""
    transaction.condition_check(CustomerRow, customer_id, condition=CustomerRow.epoch == epoch)


def _knows(customer: Customer) -> Condition:
    knows_none = CustomerRow.customer_id.exists() & CustomerRow.devices.does_not_exist()
    condition: Condition = CustomerRow.devices == customer.devices
    return condition if customer.devices else knows_none


def _row(customer: Customer) -> CustomerRow:
    return CustomerRow(
        customer_id=customer.customer_id,
        email=customer.email,
        name=customer.name,
        password_hash=customer.password_hash,
        epoch=customer.epoch,
        created_at=customer.created_at,
        addresses=_maps(customer.address_book),
        default_billing=customer.default_billing,
        default_shipping=customer.default_shipping,
        list_size=customer.preferences.list_size,
        text_size=customer.preferences.text_size,
        currency_display=customer.preferences.currency_display,
        registered_month=customer.created_at.strftime("%Y-%m"),
        devices=customer.devices or None,
        acceptances=customer.acceptances or None,
    )


def _customer(row: CustomerRow) -> Customer:
    return Customer(
        customer_id=row.customer_id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        epoch=row.epoch,
        created_at=row.created_at,
        addresses=tuple(_saved_address(stored) for stored in row.addresses),
        default_billing=row.default_billing,
        default_shipping=row.default_shipping,
        preferences=Preferences(
            row.list_size,
            cast("TextSize", row.text_size or "normal"),
            cast("CurrencyDisplay", row.currency_display or "symbol"),
        ),
        devices=row.devices or (),
        acceptances=row.acceptances or (),
    )


def _maps(book: AddressBook) -> list[AddressMap]:
    return [
        AddressMap(address_id=saved.address_id, **asdict(saved.address))  # type: ignore[no-untyped-call]
        for saved in book.addresses
    ]


def _saved_address(stored: AddressMap) -> SavedAddress:
    lines = {field.name: getattr(stored, field.name) for field in fields(Address)}
    return SavedAddress(stored.address_id, Address(**lines))
