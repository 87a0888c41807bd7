"""Remembered logins: how long they last, and what a shown token is worth."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.remembered_logins import (
    Decision,
    RememberedLogin,
    Verdict,
    is_in_force,
    judge,
    remembered,
)
from shop.domain.sessions import Credential, hash_of
from tests.support.gateway import NOW

CREDENTIAL = Credential("i" * 22, "s" * 43)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
C, N, P, X, FRESH = (hash_of(text) for text in ("current", "next", "previous", "old", "fresh"))


def make_family(**changes: Any) -> RememberedLogin:
    family = RememberedLogin("f1", "c1", 1, NOW + timedelta(days=30), C)
    return replace(family, **changes)


def test_a_login_is_remembered_for_thirty_days_from_the_password():
    family = remembered(CREDENTIAL, customer_id="c1", epoch=1, now=NOW)

    assert family == RememberedLogin("i" * 22, "c1", 1, NOW + timedelta(days=30), hash_of("s" * 43))


@pytest.mark.parametrize(
    ("epoch", "at", "in_force"),
    [
        (1, NOW + timedelta(days=30) - SECOND, True),
        (1, NOW + timedelta(days=30), False),
        (1, NOW + timedelta(days=30) + SECOND, False),
        (2, NOW, False),
    ],
)
def test_a_remembered_login_ends_by_age_and_with_the_epoch(
    epoch: int, at: datetime, in_force: bool
):
    assert is_in_force(make_family(), epoch, at) is in_force


def test_the_first_showing_hands_out_the_next_token_and_keeps_the_current_one():
    decision = judge(make_family(), C, FRESH, NOW)

    assert decision == Decision(Verdict.RENEW, make_family(next_hash=FRESH, issued_at=NOW))


@pytest.mark.parametrize("after", [timedelta(0), 59 * SECOND])
def test_a_second_tab_with_the_same_cookie_gets_a_session_and_no_token(after: timedelta):
    family = make_family(next_hash=N, issued_at=NOW)

    assert judge(family, C, FRESH, NOW + after) == Decision(Verdict.RESTORE, family)


@pytest.mark.parametrize("after", [60 * SECOND, 61 * SECOND, timedelta(days=3)])
def test_a_token_whose_answer_was_lost_is_replaced_by_another(after: timedelta):
    family = make_family(next_hash=N, issued_at=NOW)

    decision = judge(family, C, FRESH, NOW + after)

    assert decision == Decision(
        Verdict.RENEW, replace(family, next_hash=FRESH, issued_at=NOW + after)
    )


def test_showing_the_next_token_makes_it_the_current_one():
    decision = judge(make_family(next_hash=N, issued_at=NOW), N, FRESH, NOW + HOUR)

    assert decision == Decision(
        Verdict.RENEW,
        make_family(
            current_hash=N,
            previous_hash=C,
            rotated_at=NOW + HOUR,
            next_hash=FRESH,
            issued_at=NOW + HOUR,
        ),
    )


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (59 * SECOND, Verdict.RESTORE),
        (60 * SECOND, Verdict.STOLEN),
        (61 * SECOND, Verdict.STOLEN),
    ],
)
def test_the_previous_token_is_good_for_a_minute_after_the_change(
    after: timedelta, verdict: Verdict
):
    family = make_family(previous_hash=P, rotated_at=NOW, next_hash=N, issued_at=NOW)

    assert judge(family, P, FRESH, NOW + after) == Decision(verdict, family)


def test_any_other_token_of_a_known_family_was_copied_by_somebody():
    assert judge(make_family(), X, FRESH, NOW).verdict is Verdict.STOLEN
    assert judge(make_family(previous_hash=P), P, FRESH, NOW).verdict is Verdict.STOLEN


@given(
    st.lists(
        st.tuples(
            st.integers(min_value=60, max_value=200_000),
            st.booleans(),
            st.sampled_from((None, 0, 30, 59)),
        ),
        max_size=30,
    )
)
def test_an_honest_browser_is_never_taken_for_a_thief(
    visits: list[tuple[int, bool, int | None]],
):
    family, cookie, now = make_family(), C, NOW
    for number, (pause_seconds, is_answer_lost, late_tab_after_seconds) in enumerate(visits):
        now += pause_seconds * SECOND
        fresh = hash_of(f"token {number}")
        decision = judge(family, cookie, fresh, now)
        assert decision.verdict is not Verdict.STOLEN
        before, family = cookie, decision.family
        if decision.verdict is Verdict.RENEW and not is_answer_lost:
            cookie = fresh
        if late_tab_after_seconds is not None:
            late = judge(family, before, X, now + late_tab_after_seconds * SECOND)
            assert late == Decision(Verdict.RESTORE, family)


def test_a_thief_and_the_owner_cannot_both_go_on():
    stolen = C
    family = judge(make_family(), stolen, N, NOW).family
    family = judge(family, N, hash_of("thief's next"), NOW + HOUR).family

    assert judge(family, stolen, FRESH, NOW + 2 * HOUR).verdict is Verdict.STOLEN
