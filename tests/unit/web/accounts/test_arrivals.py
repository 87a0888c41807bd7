"""The owner is mailed about a login from a device that is new to the account, and only then."""

from datetime import timedelta

import pytest

from shop.storage import customers
from tests.support.accounts import EMAIL, add_customer, copied, log_in, logged_in
from tests.support.faults import failing
from tests.support.gateway import NOW, Client
from tests.support.interleaving import cancelled, just_before
from tests.support.mailbox import mails_to
from tests.support.tables import CALLS, Tables

FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def told() -> list[str]:
    return [mail["template"] for mail in mails_to(EMAIL)]


def test_nothing_is_told_of_the_first_login_of_all():
    logged_in()
    assert told() == []


def test_another_device_is_told_once_with_device_network_time_and_what_to_do():
    logged_in()
    for _ in range(3):
        log_in(Client(headers=FIREFOX, address="198.51.100.77"))

    (mail,) = mails_to(EMAIL)
    assert mail["template"] == "new-device"
    assert mail["values"] == {
        "name": "Casey Customer",
        "device": "Firefox on Linux",
        "network": "198.51.100.0/24",
        "at": "23 November 2026, 10:00 UTC",
        "sessions_url": "http://shop.localhost:3000/sessions",
        "forgot_url": "http://shop.localhost:3000/password/forgot",
    }


@pytest.mark.parametrize(
    ("headers", "address", "mails"),
    [({}, "192.0.2.99", 0), ({}, "198.51.100.1", 1), (FIREFOX, "192.0.2.10", 1)],
)
def test_new_is_another_browser_or_another_network(
    headers: dict[str, str], address: str, mails: int
):
    logged_in()
    log_in(Client(headers=headers, address=address))
    assert len(told()) == mails


def test_a_remembered_login_is_not_new_wherever_it_is_restored():
    client = logged_in(remember=True)
    moved = copied(client, address="198.51.100.77", now=client.now + timedelta(hours=2))
    assert moved.get("/sessions").status == 200
    assert told() == []


def test_a_refused_login_is_not_told():
    logged_in()
    assert log_in(Client(headers=FIREFOX), password="wrong wrong wrong").status == 401
    assert told() == []


def test_a_known_device_costs_no_transaction_and_one_update_a_day(tables: Tables):
    logged_in()
    CALLS.clear()
    logged_in()
    assert CALLS[-1] == "PutItem"
    logged_in(now=NOW + DAY)
    assert CALLS[-2:] == ["PutItem", "UpdateItem"]
    assert customers.get("id-of-customer").devices[0].seen_at == NOW + DAY
    assert tables.count("AccountEventsTable") == 1


def test_two_first_logins_from_a_new_device_at_once_are_told_once():
    logged_in()
    quick = Client(headers=FIREFOX)
    with just_before("TransactWriteItems", lambda: log_in(quick)):
        slow = Client(headers=FIREFOX)
        assert log_in(slow, remember=True).status == 200
    assert told() == ["new-device"]
    assert quick.get("/sessions").status == slow.get("/sessions").status == 200


def test_when_others_always_come_first_nobody_is_logged_in_and_it_says_try_again(tables: Tables):
    with failing("TransactWriteItems", cancelled("None", "None", "ConditionalCheckFailed")):
        answer = log_in(Client())
    assert answer.status == 503
    assert tables.count("SessionsTable") == 0
