import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.display import PLAIN, Preferences, read_preferences

ANY = st.builds(
    Preferences,
    list_size=st.integers(5, 100),
    text_size=st.sampled_from(["normal", "large", "larger"]),
    currency_display=st.sampled_from(["symbol", "code"]),
)


@given(ANY)
def test_what_is_written_is_read_again(preferences):
    assert read_preferences(preferences.in_cookie()) == preferences


@pytest.mark.parametrize(
    "text", ["", "20", "4-normal-code", "101-normal-code", "20-huge-code", "20-large-EUR", "x"]
)
def test_what_cannot_have_been_chosen_is_nothing(text):
    assert read_preferences(text) is None


def test_what_is_not_chosen_stays():
    liked = PLAIN.changed(text_size="large")
    assert liked == Preferences(20, "large", "symbol")
    assert liked.changed(list_size=50, currency_display="code") == Preferences(50, "large", "code")
    assert liked.changed() == liked
