"""Sessions: how long they last, and what may be shown of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.sessions import (
    Browser,
    Credential,
    Login,
    Session,
    belongs_to,
    browser_of,
    handle_of,
    hash_of,
    is_due_for_marking,
    is_fresh,
    is_live,
    opened,
    read_credential,
)
from tests.support.gateway import NOW

CREDENTIAL = Credential("i" * 22, "s" * 43)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def make_session(**changes: Any) -> Session:
    session = opened(
        CREDENTIAL,
        ("c1", 1),
        Browser("Firefox on Linux", "192.0.2.0/24"),
        NOW,
        family_id=None,
        is_restored=False,
    )
    return replace(session, **changes)


def test_a_cookie_carries_an_identifier_and_a_secret_of_which_only_the_hash_is_kept():
    cookie = CREDENTIAL.in_cookie()

    assert read_credential(cookie) == CREDENTIAL
    assert make_session().secret_hash == hash_of("s" * 43)
    assert "s" * 43 not in repr(make_session())


@pytest.mark.parametrize(
    "cookie",
    ["", ".", "x.y", "i" * 22, f"{'i' * 22}.{'s' * 42}", f"{'i' * 22}.{'s' * 44}", "é" * 66],
)
def test_reads_no_credential_from_what_the_shop_never_set(cookie: str):
    assert read_credential(cookie) is None


def test_a_session_belongs_to_its_own_secret_only():
    assert belongs_to(make_session(), CREDENTIAL)
    assert not belongs_to(make_session(), Credential("i" * 22, "t" * 43))


@pytest.mark.parametrize(
    ("after", "alive"),
    [(HOUR - SECOND, True), (HOUR, False), (HOUR + SECOND, False)],
)
def test_ends_after_sixty_minutes_of_being_left_alone(after: timedelta, alive: bool):
    assert is_live(make_session(), NOW + after) is alive


@pytest.mark.parametrize(
    ("after", "alive"),
    [(24 * HOUR - SECOND, True), (24 * HOUR, False), (24 * HOUR + SECOND, False)],
)
def test_ends_after_a_day_however_busy(after: timedelta, alive: bool):
    session = make_session(last_seen_at=NOW + after - MINUTE)

    assert is_live(session, NOW + after) is alive


@pytest.mark.parametrize(
    ("after", "due"),
    [(5 * MINUTE - SECOND, False), (5 * MINUTE, True), (5 * MINUTE + SECOND, True)],
)
def test_is_marked_as_seen_at_most_every_five_minutes(after: timedelta, due: bool):
    assert is_due_for_marking(make_session(), NOW + after) is due


@pytest.mark.parametrize(
    ("after", "fresh"),
    [(15 * MINUTE - SECOND, True), (15 * MINUTE, False), (15 * MINUTE + SECOND, False)],
)
def test_a_typed_password_counts_for_fifteen_minutes(after: timedelta, fresh: bool):
    assert is_fresh(make_session().login, NOW + after) is fresh


def test_a_restored_login_is_never_fresh():
    restored = opened(
        CREDENTIAL, ("c1", 1), Browser("x", "y"), NOW, family_id="f1", is_restored=True
    )

    assert not is_fresh(restored.login, NOW)
    assert restored.login == Login("c1", "i" * 22, 1, NOW, None, remembered=True)


def test_the_name_of_a_session_that_may_be_shown_is_no_part_of_its_cookie():
    assert handle_of(CREDENTIAL.id) not in CREDENTIAL.in_cookie()
    assert len(handle_of(CREDENTIAL.id)) == 16


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Windows", "Windows"),
        ("Firefox/1", "Firefox"),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_describes_a_browser_by_its_family_only(user_agent: str, device: str):
    assert browser_of(user_agent, "192.0.2.10").device == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.10", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
def test_shows_a_network_without_the_part_that_tells_one_household(address: str, network: str):
    assert browser_of("", address).network == network
