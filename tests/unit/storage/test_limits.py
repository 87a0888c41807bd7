from datetime import UTC, datetime, timedelta

import pytest
from pynamodb.exceptions import UpdateError

from shop.storage import limits
from tests.support.faults import failing
from tests.support.tables import CALLS

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_counts_each_attempt_of_a_window(tables):
    counted = [limits.change_count("k", HOUR, NOW + timedelta(minutes=n)) for n in range(3)]
    assert counted == [(1, NOW + HOUR), (2, NOW + HOUR), (3, NOW + HOUR)]


def test_counts_with_one_call_while_the_window_is_open(tables):
    limits.change_count("k", HOUR, NOW)
    CALLS.clear()
    limits.change_count("k", HOUR, NOW)
    assert CALLS == ["UpdateItem"]


def test_counts_keys_apart(tables):
    limits.change_count("a", HOUR, NOW)
    assert limits.change_count("b", HOUR, NOW) == (1, NOW + HOUR)


def test_begins_anew_when_the_window_has_ended_even_if_the_row_is_still_there(tables):
    limits.change_count("k", HOUR, NOW)
    assert limits.change_count("k", HOUR, NOW + HOUR) == (1, NOW + 2 * HOUR)
    assert tables.items("LimitsTable") == [
        {"limit_key": "k", "attempts": 1, "expires_at": int((NOW + 2 * HOUR).timestamp())}
    ]


def test_takes_back_an_attempt_of_the_open_window_only(tables):
    limits.change_count("k", HOUR, NOW)
    limits.change_count("k", HOUR, NOW)
    limits.change_count_back("k", NOW + timedelta(minutes=59))
    limits.change_count_back("k", NOW + HOUR)
    assert tables.items("LimitsTable")[0]["attempts"] == 1


def test_takes_back_no_more_than_was_counted(tables):
    limits.change_count_back("k", NOW)
    assert tables.items("LimitsTable") == []
    limits.change_count("k", HOUR, NOW)
    for _ in range(3):
        limits.change_count_back("k", NOW)
    assert tables.items("LimitsTable")[0]["attempts"] == 0


def test_a_window_opened_by_another_at_the_same_moment_counts_both(tables):
    with failing("UpdateItem", "ConditionalCheckFailedException", times=1):
        limits.change_count("k", HOUR, NOW)
    with failing("UpdateItem", "ConditionalCheckFailedException", times=2):
        assert limits.change_count("k", HOUR, NOW) == (2, NOW + HOUR)


def test_lets_pass_who_loses_every_race_for_the_window(tables):
    with failing("UpdateItem", "ConditionalCheckFailedException"):
        assert limits.change_count("k", HOUR, NOW) == (1, NOW + HOUR)


@pytest.mark.parametrize("faultless_calls", [0, 1])
def test_other_faults_are_raised(tables, faultless_calls):
    fails_first = failing("UpdateItem", "ConditionalCheckFailedException", times=faultless_calls)
    with fails_first, failing("UpdateItem", "ValidationException"), pytest.raises(UpdateError):
        limits.change_count("k", HOUR, NOW)
