"""Guesses are counted before they are looked at."""

import pytest

from shop.domain.errors import InvalidFields, TooManyRequests
from shop.domain.limits import LOGIN_BY_ACCOUNT, limit_key
from shop.web.accounts.password_checks import customer_with, refuse_wrong_password
from shop.web.requests import Request
from tests.support.accounts import EMAIL, PASSWORD, add_customer
from tests.support.gateway import make_event
from tests.support.interleaving import just_before
from tests.support.tables import CALLS, Tables

WRONG = "wrong wrong wrong"


@pytest.fixture(autouse=True)
def _tables(tables: Tables) -> None:
    """Every test needs them."""


def request(address: str = "192.0.2.1") -> Request:
    return Request(make_event("POST", "/login", address=address))


def attempts(tables: Tables, email: str = EMAIL) -> int:
    key = limit_key(LOGIN_BY_ACCOUNT, email)
    (found,) = [i["attempts"] for i in tables.items("LimitsTable") if i["limit_key"] == key]
    return int(found)


def test_a_right_password_is_not_counted_in_the_end(tables: Tables):
    customer = add_customer()

    for _ in range(12):
        assert customer_with(request(), EMAIL, PASSWORD) == customer
    assert attempts(tables) == 0


def test_a_guess_is_counted_before_the_password_is_looked_at(tables: Tables):
    add_customer()
    seen: list[int] = []

    with just_before("GetItem", lambda: seen.append(attempts(tables))):
        customer_with(request(), EMAIL, WRONG)

    assert seen == [1]


def test_a_guess_that_is_still_under_way_counts_for_those_that_come_meanwhile():
    add_customer()

    def others() -> None:
        for number in range(9):
            assert customer_with(request(f"198.51.100.{number}"), EMAIL, WRONG) is None
        with pytest.raises(TooManyRequests):
            customer_with(request("192.0.2.99"), EMAIL, PASSWORD)

    with just_before("GetItem", others):
        assert customer_with(request(), EMAIL, WRONG) is None


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_one_over_the_limit_reads_nothing_and_hashes_nothing(email: str):
    add_customer()
    for number in range(10):
        customer_with(request(f"198.51.100.{number}"), email, WRONG)
    CALLS.clear()

    with pytest.raises(TooManyRequests):
        customer_with(request(), email, PASSWORD)
    assert set(CALLS) == {"UpdateItem"}


def test_whoever_is_logged_in_has_no_more_guesses_than_anybody(tables: Tables):
    customer = add_customer()
    for _ in range(12):
        refuse_wrong_password(request(), customer, PASSWORD, "password")
    for _ in range(10):
        with pytest.raises(InvalidFields):
            refuse_wrong_password(request(), customer, WRONG, "password")
    assert attempts(tables) == 10
    with pytest.raises(TooManyRequests):
        refuse_wrong_password(request(), customer, PASSWORD, "password")
