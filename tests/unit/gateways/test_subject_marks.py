import pytest

from shop.gateways.subject_marks import (
    customer_mark,
    email_mark,
    email_marks,
    is_of_customer,
    is_of_email,
)

pytestmark = pytest.mark.usefixtures("tables")


def test_knows_an_account_again():
    mark = customer_mark("id-1")
    assert is_of_customer(mark, "id-1")
    assert not is_of_customer(mark, "id-2")


def test_knows_an_address_again_however_it_is_capitalised():
    mark = email_mark("Ada@example.com")
    assert is_of_email(mark, "ada@EXAMPLE.com ")
    assert not is_of_email(mark, "bo@example.com")


def test_says_nothing_of_whom_it_marks():
    assert "ada" not in email_mark("ada@example.com")
    assert customer_mark("a") != email_mark("a")


def test_nobody_has_no_mark():
    assert (customer_mark(""), email_mark("")) == ("", "")
    assert not is_of_customer("", "")
    assert not is_of_email("", "")


def test_looks_for_an_address_under_every_key_that_is_good_still():
    assert email_mark("ada@example.com") in email_marks(" Ada@example.com")
    assert len(email_marks("ada@example.com")) == len(set(email_marks("ada@example.com")))
    assert email_marks("") == ()
