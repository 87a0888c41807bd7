from dataclasses import replace
from typing import Any

import pytest

from shop.domain.checkout_answers import checked
from shop.domain.errors import InvalidFields
from tests.support.orders import BILLING, SHIPPING, some_answers


def mistakes(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFields) as refused:
        checked(some_answers(**changes))
    return [(mistake.field, mistake.message) for mistake in refused.value.errors]


def test_good_answers_are_tidied_and_kept():
    answers = some_answers(
        email=" ada@example.com ",
        billing_address=replace(BILLING, name=" Ada  Sample"),
        instructions="\nRing twice.\nThen wait. ",
    )
    assert checked(answers) == some_answers(instructions="Ring twice.\nThen wait.")


def test_without_a_shipping_address_the_billing_address_is_checked_as_one():
    assert checked(some_answers(shipping_address=None)).shipping_address is None
    assert mistakes(shipping_address=None, billing_address=replace(BILLING, country="AQ")) == [
        ("billing_address.country", "We do not send parcels to Antarctica yet.")
    ]


def test_the_bill_may_go_where_parcels_do_not():
    checked(some_answers(billing_address=replace(BILLING, country="AQ")))


def test_parcels_go_to_listed_countries_only():
    assert mistakes(shipping_address=replace(SHIPPING, country="AQ")) == [
        ("shipping_address.country", "We do not send parcels to Antarctica yet.")
    ]


@pytest.mark.parametrize("email", ["", " ", "ada", "ada@", "@example.com", "a b@example.com"])
def test_an_email_address_is_needed(email):
    assert [field for field, _ in mistakes(email=email)] == ["email"]


def test_every_mistake_is_told_at_once():
    found = mistakes(
        email="ada",
        billing_address=replace(BILLING, name=""),
        shipping_address=replace(SHIPPING, city="", country="XX"),
        shipping_method="pigeon",
        payment_method="cheque",
        instructions="x" * 1001,
    )
    assert found == [
        ("email", "This is not an e-mail address."),
        ("shipping_method", "Choose one of the options."),
        ("payment_method", "Choose one of the options."),
        ("instructions", "Use at most 1,000 characters."),
        ("billing_address.name", "Please fill this in."),
        ("shipping_address.city", "Please fill this in."),
        ("shipping_address.country", "Choose a country from the list."),
    ]


def test_instructions_may_have_1000_characters():
    checked(some_answers(instructions="x" * 1000))
