"""Customers with a password, and clients that are logged in as one."""

import functools
from datetime import UTC, datetime
from typing import Any

from shop.domain.account_events import AccountEvent
from shop.domain.customers import Customer
from shop.domain.mails import Mail
from shop.domain.sessions import Browser, hash_of
from shop.domain.tokens import Purpose, Token
from shop.gateways import clock, passwords
from shop.storage import customer_emails, customers, tokens
from shop.storage.transactions import write_together
from tests.support.gateway import NOW, Answer, Client

PASSWORD = "seven quiet tea kettles"
EMAIL = "customer@example.com"

password_hash = functools.cache(passwords.hash_password)


def add_customer(email: str = EMAIL, **changes: Any) -> Customer:
    """Keep an account that can log in with `PASSWORD`; any field can be named."""
    values: dict[str, Any] = {
        "customer_id": f"id-of-{email.partition('@')[0]}",
        "email": email,
        "name": "Casey Customer",
        "password_hash": password_hash(PASSWORD),
        "epoch": 1,
        "created_at": NOW,
    }
    customer = Customer(**(values | changes))

    def fill(transaction: Any) -> None:
        customers.put_in(transaction, customer)
        customer_emails.put_in(transaction, customer.email, customer.customer_id)

    write_together(fill)
    return customer


def add_token(secret: str, purpose: Purpose, customer: Customer) -> None:
    """Keep a mailed token; a registration's is for an address of its own."""
    email = "new@example.com" if purpose == "register" else customer.email
    token = Token(
        hash_of(secret),
        purpose,
        email,
        datetime(9999, 1, 1, tzinfo=UTC),
        customer.customer_id,
        customer.epoch,
        customer.name,
        customer.password_hash,
    )
    mail = Mail(f"token#{purpose}", email, "registration", {})
    tokens.insert_with_mail(token, mail, customer.created_at, seconds_left=10)


def an_event(customer_id: str = "id-of-customer") -> AccountEvent:
    """Return something that happens to an account; each time another thing."""
    browser = Browser("Firefox on Linux", "192.0.2.0/24")
    return AccountEvent(customer_id, clock.new_id(8), NOW, "password-changed", browser)


def log_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: Any) -> Answer:
    """Log a client in."""
    return client.post("/login", {"email": email, "password": password, **more})


def logged_in(email: str = EMAIL, *, now: datetime = NOW, **more: Any) -> Client:
    """Return a program that has just logged in."""
    client = Client(now=now)
    answer = log_in(client, email, **more)
    assert answer.status == 200, answer.text
    return client


def copied(client: Client, **changes: Any) -> Client:
    """Return a second browser with the cookies that a first one has now."""
    values: dict[str, Any] = {"page": client.page, "now": client.now, "address": client.address}
    return Client(**(values | {"cookies": dict(client.cookies)} | changes))
