"""Mailed tokens: good once, for one purpose, for a while."""

from datetime import timedelta

import pytest

from shop.domain.tokens import Purpose, Token, is_good, lifetime_end
from tests.support.gateway import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [
        ("register", timedelta(hours=24)),
        ("email", timedelta(hours=24)),
        ("reset", timedelta(minutes=30)),
    ],
)
def test_a_token_is_good_until_its_time_is_over(purpose: Purpose, lifetime: timedelta):
    token = Token("hash", purpose, "casey@example.com", lifetime_end(purpose, NOW))

    assert is_good(token, (purpose,), NOW + lifetime - SECOND)
    assert not is_good(token, (purpose,), NOW + lifetime)
    assert not is_good(token, (purpose,), NOW + lifetime + SECOND)


def test_a_token_is_good_for_its_own_purpose_only():
    token = Token("hash", "register", "casey@example.com", lifetime_end("register", NOW))

    assert is_good(token, ("email", "register"), NOW)
    assert not is_good(token, ("reset",), NOW)
