"""Going through all customers by when they registered."""

from datetime import timedelta

import pytest

from shop.storage import customers
from tests.support.accounts import add_customer
from tests.support.gateway import NOW
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def test_finds_the_customers_of_a_month_by_time_and_without_a_scan():
    for number, days in enumerate((2, 0, 1, 40)):
        add_customer(f"c{number}@example.com", created_at=NOW + timedelta(days=days))
    CALLS.clear()

    found = list(customers.list_registered("2026-11", NOW, NOW + timedelta(days=60)))

    assert CALLS == ["Query"]
    assert [customer_id for customer_id, _ in found] == ["id-of-c1", "id-of-c2", "id-of-c0"]
    until = NOW + timedelta(days=1)
    assert len(list(customers.list_registered("2026-11", NOW, until))) == 2
