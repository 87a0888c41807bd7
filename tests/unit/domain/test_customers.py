"""What customers may call themselves and log in with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.address_book import AddressBook
from shop.domain.customers import (
    Application,
    Customer,
    application,
    cleaned_name,
    normalised_email,
)
from shop.domain.errors import InvalidFields
from tests.support.gateway import NOW

GOOD = "seven quiet tea kettles"
EMAIL = "casey.customer@example.com"


def reasons(refusal: pytest.ExceptionInfo[InvalidFields]) -> dict[str, str]:
    return {error.field: error.message for error in refusal.value.errors}


@pytest.mark.parametrize(
    "typed",
    [EMAIL, f"  {EMAIL}\n", "Casey.Customer@EXAMPLE.com", "CASEY.CUSTOMER@EXAMPLE.COM"],
)
def test_an_address_has_one_form_however_it_is_typed(typed: str):
    assert normalised_email(typed) == EMAIL


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "casey",
        "@example.com",
        "casey@",
        "a@b@example.com",
        "casey\x00@example.com",
        "ca sey@example.com",
        "casey@example.com, other@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 250}.com",
    ],
)
def test_refuses_what_no_mail_could_be_sent_to(typed: str):
    with pytest.raises(InvalidFields) as refusal:
        normalised_email(typed)

    assert "name@example.com" in reasons(refusal)["email"]


@given(st.text(max_size=300))
def test_an_address_is_refused_or_stays_the_same_when_read_again(typed: str):
    try:
        email = normalised_email(typed)
    except InvalidFields:
        return
    assert normalised_email(email) == email
    assert email.count("@") == 1
    assert len(email) <= 254


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Casey   Customer ", "Casey Customer"),
        ("Zoe\u0308", "Zoë"),
        ("李小龍", "李小龍"),
        ("x" * 100, "x" * 100),
        ("a\tb", "a b"),
    ],
)
def test_a_name_is_kept_without_needless_space(typed: str, name: str):
    assert cleaned_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Please fill this in."),
        ("   ", "Please fill this in."),
        ("x" * 101, "Use at most 100 characters."),
        ("a\x00b", "Leave out what cannot be printed."),
        ("a\ud800b", "Leave out what cannot be printed."),
    ],
)
def test_refuses_a_name_and_says_why(typed: str, reason: str):
    with pytest.raises(InvalidFields) as refusal:
        cleaned_name(typed)

    assert reasons(refusal) == {"name": reason}


def test_an_application_is_kept_in_normal_form():
    typed = application(" Casey.Customer@Example.com", " Casey  C ", GOOD, ())

    assert typed == Application(EMAIL, "Casey C", GOOD)


def test_an_application_tells_every_mistake_at_once():
    with pytest.raises(InvalidFields) as refusal:
        application("nowhere", " ", "short", ())

    assert set(reasons(refusal)) == {"email", "name", "password"}


def test_a_new_customer_has_an_empty_address_book():
    customer = Customer("c1", EMAIL, "Casey", "hash", 1, NOW)

    assert customer.address_book == AddressBook()
