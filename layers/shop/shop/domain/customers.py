"""Customers and what they may call themselves, log in with and store."""

import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime

from shop.domain.acceptances import Acceptance
from shop.domain.account_events import AccountEvent
from shop.domain.address_book import AddressBook, SavedAddress
from shop.domain.display import PLAIN, Preferences
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.known_devices import KnownDevice
from shop.domain.mails import Mail, is_address
from shop.domain.passwords import PasswordContext, new_password

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Customer:
    """An account. Sessions of an `epoch` other than the customer's are over."""

    customer_id: str
    email: str
    name: str
    password_hash: str
    epoch: int
    created_at: datetime
    addresses: tuple[SavedAddress, ...] = ()
    default_billing: str | None = None
    default_shipping: str | None = None
    preferences: Preferences = PLAIN
    devices: tuple[KnownDevice, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()

    @property
    def address_book(self) -> AddressBook:
        """The addresses together with the defaults among them."""
        return AddressBook(self.addresses, self.default_billing, self.default_shipping)


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """A new password of a customer, as it is kept, with what tells the owner."""

    customer: Customer
    password_hash: str
    notice: Mail
    event: AccountEvent


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A customer whose address changes, and the mail that tells the old one."""

    customer: Customer
    notice: Mail
    event: AccountEvent


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody who registers has typed, in the form in which it is kept."""

    email: str
    name: str
    password: str


def application(email: str, name: str, password: str, common: Container[str]) -> Application:
    """Check what somebody typed to register; `common` are the most used passwords.

    Raises:
        InvalidFields: with everything that needs mending.
    """
    answers: list[str] = []
    errors: list[FieldError] = []
    checks: tuple[Callable[[], str], ...] = (
        lambda: normalised_email(email),
        lambda: cleaned_name(name),
        lambda: new_password(password, PasswordContext(email.strip(), name), common),
    )
    for check in checks:
        try:
            answers.append(check())
        except InvalidFields as refusal:
            errors += refusal.errors
    if errors:
        raise InvalidFields(*errors)
    return Application(*answers)


def normalised_email(typed: str) -> str:
    """Return an e-mail address in the one form in which the shop compares addresses.

    Raises:
        InvalidFields: it cannot be an address.
    """
    email = unicodedata.normalize("NFC", typed.strip().lower())
    if not is_address(email):
        raise InvalidFields(
            FieldError("email", "Enter an e-mail address, such as name@example.com.")
        )
    return email


def cleaned_name(typed: str) -> str:
    """Return a name without needless space.

    Raises:
        InvalidFields: nothing is left, it is too long, or it cannot be printed.
    """
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not name:
        raise InvalidFields(FieldError("name", "Please fill this in."))
    if len(name) > _LONGEST_NAME:
        raise InvalidFields(FieldError("name", f"Use at most {_LONGEST_NAME} characters."))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise InvalidFields(FieldError("name", "Leave out what cannot be printed."))
    return name
