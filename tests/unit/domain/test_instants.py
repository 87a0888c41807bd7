from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.instants import date_in_words, from_rfc3339, in_words, rfc3339

AT = datetime(2026, 11, 2, 16, 5, 9, tzinfo=UTC)
INSTANTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - given its zone below
    max_value=datetime(9000, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)


def test_is_written_in_utc_with_whole_seconds():
    assert rfc3339(AT.replace(microsecond=999_999)) == "2026-11-02T16:05:09Z"
    there = AT.astimezone(timezone(timedelta(hours=-5)))
    assert rfc3339(there) == "2026-11-02T16:05:09Z"


@given(INSTANTS)
def test_what_is_written_is_read_again(at):
    assert from_rfc3339(rfc3339(at)) == at.replace(microsecond=0)


def test_an_offset_is_read():
    assert from_rfc3339("2026-11-02T17:05:09+01:00") == AT


@pytest.mark.parametrize("text", ["2026-11-02T16:05:09", "2026-11-02", "today", ""])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match=r"zone|isoformat"):
        from_rfc3339(text)


def test_is_written_for_a_person():
    assert in_words(AT) == "2 November 2026, 16:05 UTC"
    assert date_in_words(AT) == "2 November 2026"
