"""Mailed tokens as they are kept, and what they bring about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.customers import Customer, PasswordChange
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.tokens import Token
from shop.storage import customers, tokens
from tests.support.accounts import add_customer, an_event
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
TOKEN = Token(
    "hash-1",
    "register",
    "new@example.com",
    NOW + timedelta(hours=24),
    name="Nel New",
    password_hash="hash",
)
NEW = Customer("c1", "new@example.com", "Nel New", "hash", 1, NOW)


def keep(token: Token) -> Token:
    mail = Mail(f"m#{token.token_hash}", token.email, "registration", {})
    tokens.insert_with_mail(token, mail, NOW, seconds_left=10)
    return token


def notice(number: int = 1) -> Mail:
    return Mail(f"notice#{number}", "customer@example.com", "password-changed", {})


def test_reads_what_was_kept(tables: Tables):
    registration = keep(TOKEN)
    reset = keep(Token("hash-2", "reset", "customer@example.com", NOW, customer_id="c1", epoch=3))

    assert tokens.find("hash-1") == registration
    assert tokens.find("hash-2") == reset
    assert tokens.find("hash-3") is None
    assert len(tables.items("MailsTable")) == 2


def test_a_registration_makes_one_account_and_is_used_up(tables: Tables):
    keep(TOKEN)

    assert tokens.redeem_registration(TOKEN, NEW, an_event(), seconds_left=10)
    other = replace(NEW, customer_id="c2")
    assert not tokens.redeem_registration(TOKEN, other, an_event(), seconds_left=10)
    assert customers.get("c1") == NEW
    assert len(tables.items("CustomersTable")) == 1
    assert tables.items("TokensTable") == []


def test_a_registration_for_a_taken_address_makes_nothing_and_stays():
    keep(TOKEN)
    add_customer("new@example.com")

    with pytest.raises(Conflict):
        tokens.redeem_registration(TOKEN, NEW, an_event(), seconds_left=10)
    assert customers.find("c1") is None
    assert tokens.find("hash-1") is not None


def test_a_reset_changes_the_password_the_epoch_and_the_outbox_or_nothing(tables: Tables):
    customer = add_customer()
    token = keep(replace(TOKEN, purpose="reset"))
    stale = PasswordChange(replace(customer, epoch=7), "new hash", notice(), an_event())

    with pytest.raises(Conflict):
        tokens.redeem_reset(token, stale, NOW, seconds_left=10)
    assert len(tables.items("MailsTable")) == 1
    change = PasswordChange(customer, "new hash", notice(), an_event())
    assert tokens.redeem_reset(token, change, NOW, seconds_left=10)
    assert not tokens.redeem_reset(token, change, NOW, seconds_left=10)
    changed = customers.get(customer.customer_id)
    assert (changed.password_hash, changed.epoch) == ("new hash", 2)
    assert len(tables.items("MailsTable")) == 2
