import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.cookie_choices import Choices, choices_in_force


def test_counting_is_on_and_recognition_off_until_the_visitor_says_otherwise():
    assert choices_in_force(None, asked_not_to_be_tracked=False) == Choices(
        recognition=False, statistics=True
    )


@pytest.mark.parametrize(
    ("recognition", "statistics"), list(itertools.product([False, True], repeat=2))
)
def test_what_is_written_is_read_again(recognition, statistics):
    choices = Choices(recognition=recognition, statistics=statistics)
    assert choices_in_force(choices.in_cookie(), asked_not_to_be_tracked=False) == choices


@pytest.mark.parametrize("cookie", [None, "r0s0", "r0s1", "r1s0", "r1s1", "broken"])
def test_a_browser_that_asks_not_to_be_tracked_is_not_counted(cookie):
    assert not choices_in_force(cookie, asked_not_to_be_tracked=True).statistics


def test_asking_not_to_be_tracked_does_not_undo_a_yes_to_recognition():
    assert choices_in_force("r1s1", asked_not_to_be_tracked=True).recognition


@given(st.text(max_size=8))
def test_a_cookie_that_cannot_be_read_is_no_choice(cookie):
    choices = choices_in_force(cookie, asked_not_to_be_tracked=False)
    assert choices == Choices() or cookie == choices.in_cookie()
