from datetime import timedelta

import pytest

from shop.gateways.payments import ProviderRefused, is_of_now
from tests.support.gateway import NOW

SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize("offset", [-300, 0, 300])
def test_a_time_within_the_tolerance_is_of_now(offset):
    assert is_of_now(str(SECONDS + offset), NOW)


@pytest.mark.parametrize(
    "text", [str(SECONDS - 301), str(SECONDS + 301), "", "now", "-1", "1e9", "²", "9" * 5000]
)
def test_any_other_time_is_not(text):
    assert not is_of_now(text, NOW)


def test_a_time_of_long_ago_is_not_of_now():
    assert not is_of_now(str(SECONDS), NOW + timedelta(days=365))


def test_a_refusal_keeps_the_providers_code_for_the_log():
    assert ProviderRefused("card_declined").code == "card_declined"
