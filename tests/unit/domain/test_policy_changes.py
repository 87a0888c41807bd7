"""Which material changes are to come, and what is told about them."""

from datetime import UTC, date, datetime

import pytest

from shop.domain.policy_changes import (
    MaterialChange,
    beginning,
    coming,
    last_in_force,
    months_between,
    notice_mail,
)

FIRST = MaterialChange("cookies", "2026-11-22", "Cookies", date(2026, 11, 22), "First.", None)
SECOND = MaterialChange(
    "cookies", "2026-12-01", "Cookies", date(2026, 12, 20), "One cookie more.", "2026-11-22"
)
TERMS = MaterialChange("terms", "2026-12-02", "Terms", date(2026, 12, 18), "Returns.", "2026-11-22")
CHANGES = (FIRST, SECOND, TERMS)


def test_changes_come_until_the_day_they_take_effect():
    assert coming(CHANGES, date(2026, 12, 17)) == (TERMS, SECOND)
    assert coming(CHANGES, date(2026, 12, 18)) == (SECOND,)
    assert coming(CHANGES, date(2026, 12, 20)) == ()


def test_the_first_version_of_a_policy_changes_nothing():
    assert FIRST not in coming(CHANGES, date(2026, 11, 1))


def test_the_last_material_version_counts_from_its_day_on():
    assert last_in_force(CHANGES, "cookies", date(2026, 12, 19)) == "2026-11-22"
    assert last_in_force(CHANGES, "cookies", date(2026, 12, 20)) == "2026-12-01"
    assert last_in_force(CHANGES, "cookies", date(2026, 1, 1)) == "2026-11-22"
    with pytest.raises(ValueError, match="privacy"):
        last_in_force(CHANGES, "privacy", date(2026, 12, 20))


def test_names_every_month_of_a_period():
    since, until = datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    assert list(months_between(since, until)) == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_nobody_registered_before_there_were_policies():
    assert beginning(CHANGES) == datetime(2026, 11, 21, tzinfo=UTC)


def test_the_mail_tells_what_changes_when_and_where_to_read_it():
    mail = notice_mail(SECOND, "c1", "Ada", "ada@example.com", "https://shop.example.com")
    assert mail.mail_id == "policy-change#cookies#2026-12-01#c1"
    assert not mail.is_marketing
    assert mail.values == {
        "name": "Ada",
        "title": "Cookies",
        "day": "20 December 2026",
        "summary": "One cookie more.",
        "version_url": "https://shop.example.com/policies/cookies/versions/2026-12-01",
        "changes_url": "https://shop.example.com/policies/cookies/changes"
        "?from=2026-11-22&to=2026-12-01",
    }
