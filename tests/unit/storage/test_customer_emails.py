"""Which account an e-mail address belongs to."""

import pytest

from shop.storage import customer_emails
from shop.storage.transactions import Cancelled, write_together

pytestmark = pytest.mark.usefixtures("tables")
EMAIL = "casey@example.com"


def claim(customer_id: str) -> None:
    write_together(lambda t: customer_emails.put_in(t, EMAIL, customer_id))


def test_an_address_belongs_to_the_first_who_claims_it():
    claim("c1")

    with pytest.raises(Cancelled):
        claim("c2")
    assert customer_emails.find_customer_id(EMAIL) == "c1"


def test_only_its_owner_gives_an_address_up():
    claim("c1")

    with pytest.raises(Cancelled):
        write_together(lambda t: customer_emails.remove_in(t, EMAIL, "c2"))
    write_together(lambda t: customer_emails.remove_in(t, EMAIL, "c1"))
    assert customer_emails.find_customer_id(EMAIL) is None


def test_finds_nobody_for_an_unknown_address():
    assert customer_emails.find_customer_id(EMAIL) is None
