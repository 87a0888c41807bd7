from dataclasses import replace

import pytest

from shop.domain.customers import Customer
from shop.domain.errors import NotFound
from shop.domain.order_claims import claim, claim_mail, claimable
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

ADA = Customer("c1", "ada@example.com", "Ada", "hash", 1, NOW)
ORDER = an_order()
OTHERS = (
    an_order(email="bo@example.com"),
    an_order(customer_id="c1"),
    an_order(customer_id="c2"),
)


def test_a_guests_order_of_the_same_address_may_be_claimed_and_no_other():
    assert claimable([ORDER, *OTHERS], ADA) == [ORDER]


def test_how_an_address_is_written_does_not_matter():
    order = an_order(email="Ada@Example.COM")
    assert claimable([order], ADA) == [order]


def test_claiming_names_the_owner_and_who_did_it():
    after, event = claim(ORDER, ADA, NOW, "request-1")
    assert after == replace(ORDER, customer_id="c1", version=2)
    assert (event.type, event.actor, event.request_id) == ("claimed", "customer", "request-1")


@pytest.mark.parametrize("order", OTHERS)
def test_nobody_elses_order_is_claimed(order):
    with pytest.raises(NotFound):
        claim(order, ADA, NOW, "request-1")


def test_the_mail_about_it_is_one_an_order():
    mail = claim_mail(ORDER, "https://shop.example.com/orders/x")
    assert mail.mail_id == f"order#{NUMBER}#claimed#1"
    assert (mail.to, mail.values["total"]) == ("ada@example.com", "£47.58")
