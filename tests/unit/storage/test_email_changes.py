from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices
from shop.domain.customers import EmailChange
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.tokens import Token
from shop.storage import communications, customer_emails, customers, email_changes, tokens
from tests.support.accounts import add_customer, an_event
from tests.support.gateway import NOW
from tests.support.interleaving import just_before

pytestmark = pytest.mark.usefixtures("tables")
TOKEN = Token("hash-1", "email", "new@example.com", NOW + timedelta(hours=24))


def keep(token: Token) -> Token:
    mail = Mail(f"m#{token.token_hash}", token.email, "email-change", {})
    tokens.insert_with_mail(token, mail, NOW, seconds_left=10)
    return token


def notice() -> Mail:
    return Mail("notice#1", "customer@example.com", "email-changed", {})


def test_a_new_address_takes_the_place_of_the_old_one():
    customer = add_customer()
    token = keep(replace(TOKEN, purpose="email", customer_id=customer.customer_id, epoch=1))
    change = EmailChange(customer, notice(), an_event())

    assert email_changes.redeem(token, change, NOW, outlived_by=None, seconds_left=10)
    assert customers.get(customer.customer_id).email == "new@example.com"
    assert customer_emails.find_customer_id("new@example.com") == customer.customer_id
    assert customer_emails.find_customer_id("customer@example.com") is None
    assert not email_changes.redeem(token, change, NOW, outlived_by=None, seconds_left=10)


def test_what_a_customer_wants_to_be_told_goes_along_to_a_new_address():
    customer = add_customer()
    chosen = CommunicationChoices(newsletter=True)
    communications.change_choices(customer.email, chosen, NOW)
    token = keep(replace(TOKEN, purpose="email", customer_id=customer.customer_id, epoch=1))
    change = EmailChange(customer, notice(), an_event())

    assert email_changes.redeem(token, change, NOW, outlived_by=None, seconds_left=10)
    assert communications.find("new@example.com") == chosen
    assert communications.find(customer.email) == NONE_CHOSEN


def test_choices_changed_at_the_same_moment_leave_the_token_as_it_was():
    customer = add_customer()
    token = keep(replace(TOKEN, purpose="email", customer_id=customer.customer_id, epoch=1))
    change = EmailChange(customer, notice(), an_event())
    chosen = CommunicationChoices(newsletter=True)

    def choose() -> None:
        communications.change_choices(customer.email, chosen, NOW)

    with just_before("TransactWriteItems", choose), pytest.raises(Conflict):
        email_changes.redeem(token, change, NOW, outlived_by=None, seconds_left=10)
    assert email_changes.redeem(token, change, NOW, outlived_by=None, seconds_left=10)
    assert communications.find("new@example.com") == chosen
