from datetime import timedelta

import pytest

from shop.domain.periods import period_text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(hours=1), "60 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=1), "24 hours"),
        (timedelta(days=2), "48 hours"),
        (timedelta(days=3), "3 days"),
        (timedelta(days=365), "365 days"),
        (timedelta(days=395), "395 days (about 13 months)"),
        (timedelta(days=731), "731 days (about 2 years)"),
    ],
)
def test_says_a_period_as_people_do(period, text):
    assert period_text(period) == text
