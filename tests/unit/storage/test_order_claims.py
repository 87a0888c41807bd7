from dataclasses import replace

import pytest

from shop.domain.errors import Conflict
from shop.domain.mails import address_hash
from shop.domain.order_claims import claim, claim_mail
from shop.domain.orders import Order
from shop.storage import order_claims, orders
from shop.storage.order_claims import Claim
from shop.storage.orders import row_of
from tests.support.accounts import add_customer
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order()
ADA = "ada@example.com"


def try_to_claim(kept: Order = ORDER, **customer: object) -> None:
    """Let somebody claim an order as it was read, whatever is kept by then."""
    reader = add_customer(ADA)
    row_of(kept).save()
    after, event = claim(ORDER, reader, NOW, "request-1")
    change = Claim(ORDER, after, event, claim_mail(after, "link"))
    CALLS.clear()
    who = replace(reader, **customer)
    order_claims.change_to_claimed(change, who, NOW, seconds_left=10)


def test_owner_event_and_mail_come_together_and_the_index_loses_the_order(tables: Tables):
    try_to_claim()
    assert CALLS == ["TransactWriteItems"]
    order, (event,) = orders.get_with_events(NUMBER)
    assert (order.customer_id, order.version) == ("id-of-ada", 2)
    assert (event.type, event.actor) == ("claimed", "customer")
    assert orders.list_guest_numbers(address_hash(ADA)) == []
    listed = orders.list_by_customer("id-of-ada", after=None, limit=5)
    assert [order.number for order in listed] == [NUMBER]
    assert tables.items("MailsTable")[0]["mail_id"] == f"order#{NUMBER}#claimed#1"


@pytest.mark.parametrize(
    "kept",
    [
        replace(ORDER, customer_id="c2"),
        replace(ORDER, email="bo@example.com"),
        replace(ORDER, version=2),
    ],
    ids=["of somebody else by now", "of another address", "changed meanwhile"],
)
def test_an_order_that_is_not_as_it_was_read_is_left_alone(tables: Tables, kept):
    with pytest.raises(Conflict):
        try_to_claim(kept)
    assert orders.get_with_events(NUMBER) == (kept, ())
    assert tables.count("MailsTable") == 0


def test_an_order_with_an_owner_is_left_alone_even_if_the_hash_was_left_behind():
    reader = add_customer(ADA)
    row = row_of(replace(ORDER, customer_id="c2"))
    row.email_hash = address_hash(ADA)
    row.save()
    after, event = claim(ORDER, reader, NOW, "request-1")
    change = Claim(ORDER, after, event, claim_mail(after, "link"))
    with pytest.raises(Conflict):
        order_claims.change_to_claimed(change, reader, NOW, seconds_left=10)
    assert orders.get_with_events(NUMBER)[0].customer_id == "c2"


def test_an_account_whose_address_has_changed_meanwhile_claims_nothing():
    with pytest.raises(Conflict):
        try_to_claim(epoch=2)
    assert orders.get_with_events(NUMBER)[0].customer_id is None
