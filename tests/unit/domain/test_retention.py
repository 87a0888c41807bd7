from datetime import timedelta

import pytest

from shop.domain import retention

PERIODS = {name: value for name, value in vars(retention).items() if isinstance(value, timedelta)}
# What Amazon CloudWatch Logs accepts as RetentionInDays, as far as it matters here.
LOG_DAYS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400}


@pytest.mark.parametrize("name", [name for name in PERIODS if name.startswith("LOG_")])
def test_gives_logs_a_period_that_cloudwatch_accepts(name):
    assert PERIODS[name].days in LOG_DAYS


def test_ends_an_idle_login_before_a_busy_one():
    assert retention.SESSION_IDLE < retention.SESSION_ABSOLUTE < retention.REMEMBERED_LOGIN
