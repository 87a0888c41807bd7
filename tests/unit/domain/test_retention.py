from datetime import timedelta

import pytest

from shop.domain import retention
from shop.domain.retention import RETENTIONS

PERIODS = {name: value for name, value in vars(retention).items() if isinstance(value, timedelta)}
# What Amazon CloudWatch Logs accepts as RetentionInDays, as far as it matters here.
LOG_DAYS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400}


def test_tells_every_period_in_the_table_and_no_other():
    assert sorted(row.period for row in RETENTIONS) == sorted(PERIODS.values())


def test_names_each_record_once():
    names = [row.name for row in RETENTIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", RETENTIONS, ids=lambda row: row.name)
def test_says_of_every_record_what_it_is_and_what_for(row):
    assert row.keeps
    assert row.purpose.startswith("To ")
    assert row.period > timedelta(0)


@pytest.mark.parametrize("name", [name for name in PERIODS if name.startswith("LOG_")])
def test_gives_logs_a_period_that_cloudwatch_accepts(name):
    assert PERIODS[name].days in LOG_DAYS


def test_ends_an_idle_login_before_a_busy_one():
    assert retention.SESSION_IDLE < retention.SESSION_ABSOLUTE < retention.REMEMBERED_LOGIN
