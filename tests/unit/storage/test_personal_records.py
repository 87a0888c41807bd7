from datetime import timedelta

import pytest

from shop.domain.data_requests import Subject
from shop.domain.orders import placed
from shop.storage import orders
from shop.storage.orders import OrderRow
from shop.storage.personal_records import FINDERS, count_left, list_records
from shop.storage.personal_rows import with_numbers
from tests.support.accounts import add_customer, logged_in
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
HERS = Subject("id-of-customer", "customer@example.com", NOW)
ADDRESS = {"name": "Casey", "line1": "1 Sample Street", "city": "Exampleton", "country": "IE"}


def test_has_records_of_every_table_there_is_a_finder_for():
    assert list_records(HERS) == {name: [] for name in FINDERS}


def test_shows_an_account_without_what_would_let_its_reader_in():
    add_customer()
    client = logged_in(remember=True)
    assert client.post("/account/addresses", ADDRESS).status == 201
    records = list_records(HERS)
    (account,) = records["CustomersTable"]
    assert account["email"] == "customer@example.com"
    assert account["addresses"][0]["line1"] == "1 Sample Street"
    assert account["created_at"] == "2026-11-23T10:00:00Z"
    assert "password_hash" not in account
    (session,) = records["SessionsTable"]
    assert session["device"] == "Unknown device"
    secrets = {value for value in client.cookies.values() if "." in value}
    assert not any(part in str(records) for value in secrets for part in value.split("."))


def test_shows_orders_with_their_events_and_everything_typed():
    order = an_order(customer_id="id-of-customer")
    orders.row_of(order).save()
    orders.event_row(order, placed(order)).save()
    event, shown = list_records(with_numbers(HERS))["OrdersTable"]
    assert event["type"] == "placed"
    assert shown["billing_address"]["line1"] == "1 Sample Street"
    assert shown["lines"][0]["quantity"] == 2
    assert shown["instructions"] == "Ring twice."


def test_shows_what_looks_like_data_and_is_none_as_it_was_typed():
    orders.row_of(an_order(customer_id="id-of-customer", instructions="{ring} twice")).save()
    (shown,) = list_records(with_numbers(HERS))["OrdersTable"]
    assert shown["instructions"] == "{ring} twice"


def test_counts_what_an_erasure_has_left():
    add_customer()
    orders.row_of(an_order(customer_id="id-of-customer", status="shipped")).save()
    subject = with_numbers(HERS)
    assert count_left(subject, ["CustomersTable"]) == {"CustomersTable": 1, "OrdersTable": 1}
    assert count_left(Subject("", "", NOW, ()), ["CustomersTable"]) == {}


def test_an_order_of_which_nothing_tells_of_anybody_is_not_left_over():
    row = OrderRow(number=NUMBER, part="order", version=1, status="shipped", placed_at=NOW)
    row.save()
    assert count_left(Subject("", "", NOW + timedelta(days=1), (NUMBER,)), []) == {}
