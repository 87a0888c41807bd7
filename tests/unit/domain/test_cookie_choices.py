import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.cookie_choices import Choices, KeptAnswer, choices_in_force, read_answer

POLICY, LATER = "2026-11-22", "2026-12-01"
ALL = [Choices(recognition=r, statistics=s) for r, s in itertools.product([False, True], repeat=2)]
RECORD = "A" * 22


def in_force(cookie: str | None, last_material: str = POLICY, *, asked: bool = False) -> Choices:
    return choices_in_force(read_answer(cookie), last_material, asked_not_to_be_tracked=asked)


def test_counting_is_on_and_recognition_off_until_the_visitor_says_otherwise():
    assert in_force(None) == Choices(recognition=False, statistics=True)


@pytest.mark.parametrize("choices", ALL)
@pytest.mark.parametrize("version", [POLICY, "2026-11-22.2"])
def test_what_is_written_is_read_again(choices: Choices, version: str):
    answer = KeptAnswer(choices, version, RECORD)
    assert answer.in_cookie().endswith(f"~{version}~{RECORD}")
    assert read_answer(answer.in_cookie()) == answer
    assert in_force(answer.in_cookie()) == choices


@pytest.mark.parametrize("cookie", [None, "r0s0", "r0s1", "r1s0", "r1s1", "broken"])
def test_a_browser_that_asks_not_to_be_tracked_is_not_counted(cookie):
    assert not in_force(cookie, asked=True).statistics


def test_asking_not_to_be_tracked_does_not_undo_a_yes_to_recognition():
    assert in_force(f"r1s1~{POLICY}~{RECORD}", asked=True).recognition


def test_a_yes_to_recognition_ends_with_a_material_change_and_a_no_to_counting_does_not():
    cookie = f"r1s0~{POLICY}~{RECORD}"
    assert in_force(cookie, POLICY) == Choices(recognition=True, statistics=False)
    assert in_force(cookie, LATER) == Choices(recognition=False, statistics=False)


def test_an_answer_is_outdated_by_a_later_material_version_only():
    assert not KeptAnswer(Choices(), POLICY).is_outdated(POLICY)
    assert not KeptAnswer(Choices(), LATER).is_outdated(POLICY)
    assert KeptAnswer(Choices(), POLICY).is_outdated("2026-11-22.2")
    assert KeptAnswer(Choices()).is_outdated(POLICY)


@given(st.text(max_size=8))
def test_a_cookie_that_cannot_be_read_is_no_choice(cookie):
    assert read_answer(cookie) is None or cookie in {"r0s0", "r0s1", "r1s0", "r1s1"}
