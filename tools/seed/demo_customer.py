"""The customer of the demonstration shop, and the password that `make run` prints."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pynamodb.transactions import TransactWrite

from shop.domain.customers import Customer
from shop.gateways.passwords import hash_password, is_password
from shop.storage import customer_emails, customers
from shop.storage.transactions import write_together

EMAIL = "customer@example.com"
NAME = "Demo Customer"
PASSWORD_FILE = "demo-password"  # noqa: S105 - a file's name
_GROUPS = 4
_BYTES_PER_GROUP = 2


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What to log in with; `is_new` if the account was made just now."""

    email: str
    password: str
    is_new: bool


class PasswordForgotten(Exception):
    """The account is older than the password that is kept."""


def ensure_customer(folder: Path, customer_id: str, now: datetime) -> DemoLogin:
    """Make the account unless it exists; its password is kept in `folder`.

    Raises:
        PasswordForgotten: the account exists, with a password other than the one kept.
    """
    file = folder / PASSWORD_FILE
    known = find_customer()
    if known is None:
        password = kept_password(file)
        _insert(_customer(customer_id, password, now))
        return DemoLogin(EMAIL, password, is_new=True)
    password = file.read_text("utf-8").strip() if file.exists() else ""
    if not is_password(password, known.password_hash):
        raise PasswordForgotten(f"{EMAIL} exists, but its password is not kept in {file}.")
    return DemoLogin(EMAIL, password, is_new=False)


def find_customer() -> Customer | None:
    """Return the account if there is one."""
    known_id = customer_emails.find_customer_id(EMAIL)
    return None if known_id is None else customers.find(known_id)


def kept_password(file: Path) -> str:
    """Return the password in a file; if there is none, make one at random and keep it there."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"{_new_password()}\n", "utf-8")
    return file.read_text("utf-8").strip()


def _new_password() -> str:
    # In groups of four, because people will type it.
    return "-".join(secrets.token_hex(_BYTES_PER_GROUP) for _ in range(_GROUPS))


def _customer(customer_id: str, password: str, now: datetime) -> Customer:
    return Customer(
        customer_id=customer_id,
        email=EMAIL,
        name=NAME,
        password_hash=hash_password(password),
        epoch=1,
        created_at=now,
    )


def _insert(customer: Customer) -> None:
    def fill(transaction: TransactWrite) -> None:
        customer_emails.put_in(transaction, customer.email, customer.customer_id)
        customers.put_in(transaction, customer)

    write_together(fill)
