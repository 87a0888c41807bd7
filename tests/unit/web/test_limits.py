from datetime import timedelta

import pytest

from shop.domain.errors import TooManyRequests
from shop.domain.limits import Limit
from shop.web.limits import count_attempt, give_back_attempt
from shop.web.requests import Request
from tests.support.gateway import NOW, make_event
from tests.support.tables import CALLS

TWICE = Limit("twice", 2, timedelta(minutes=5))


def request(address="192.0.2.1", *, seconds=0) -> Request:
    now = NOW + timedelta(seconds=seconds)
    return Request(make_event("POST", "/contact", address=address, now=now))


def test_lets_pass_what_is_within_the_limit(tables):
    count_attempt(request(), TWICE)
    count_attempt(request(), TWICE)
    assert tables.items("LimitsTable")[0]["attempts"] == 2


def test_refuses_what_is_over_it_and_says_when_to_try_again(tables):
    for _ in range(2):
        count_attempt(request(), TWICE)
    with pytest.raises(TooManyRequests) as raised:
        count_attempt(request(seconds=100), TWICE)
    assert raised.value.retry_after_seconds == 200


def test_lets_pass_again_when_the_window_has_ended(tables):
    for _ in range(2):
        count_attempt(request(), TWICE)
    count_attempt(request(seconds=300), TWICE)


def test_counts_by_network_so_that_nobody_escapes_within_their_own(tables):
    for last in range(2):
        count_attempt(request(f"2001:db8::{last}"), TWICE)
    with pytest.raises(TooManyRequests):
        count_attempt(request("2001:db8::ffff"), TWICE)
    count_attempt(request("2001:db8:0:1::1"), TWICE)


def test_counts_by_who_where_it_is_told(tables):
    for address in ("192.0.2.1", "192.0.2.2"):
        count_attempt(request(address), TWICE, "account-1")
    with pytest.raises(TooManyRequests):
        count_attempt(request("192.0.2.3"), TWICE, "account-1")
    count_attempt(request("192.0.2.3"), TWICE, "account-2")


def test_gives_back_an_attempt_that_was_none(tables):
    for _ in range(5):
        count_attempt(request(), TWICE)
        count_attempt(request(), TWICE, "account-1")
        CALLS.clear()
        give_back_attempt(request(), TWICE)
        assert CALLS == ["UpdateItem"]
        give_back_attempt(request(), TWICE, "account-1")
    assert [item["attempts"] for item in tables.items("LimitsTable")] == [0, 0]


def test_keeps_no_address(tables):
    count_attempt(request("192.0.2.77"), TWICE)
    assert "192.0.2.77" not in str(tables.items("LimitsTable"))
