from datetime import timedelta

import pytest

from shop.domain.mails import address_hash
from shop.storage import orders
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")


def test_finds_the_orders_that_guests_placed_with_an_address_the_newest_first():
    for days, email in enumerate(["ada@example.com", "Ada@Example.com", "bo@example.com"]):
        placed_at = NOW + timedelta(days=days)
        row_of(an_order(number=f"CT-{days}", email=email, placed_at=placed_at)).save()

    found = orders.list_guest_numbers(address_hash("ada@example.com"))
    assert found == ["CT-1", "CT-0"]
    assert orders.list_guest_numbers(address_hash("ada@example.com"), limit=1) == ["CT-1"]


def test_a_customers_order_is_not_found_by_its_address(tables: Tables):
    row_of(an_order(customer_id="c1")).save()

    assert orders.list_guest_numbers(address_hash("ada@example.com")) == []
    assert "email_hash" not in tables.items("OrdersTable")[0]
