"""No answer tells whether somebody is a customer: not by its bytes, not by the work behind it.

What the clock could still tell is measured by `tests/bench/telling_apart.py`.
"""

import pytest

from tests.support.gateway import Client
from tests.support.tables import Tables
from tests.support.telling_apart import UNKNOWN, Work, pairs, work_of

ARGON2_RUNS = {"login": 1, "login, a stranger's password": 1, "register": 1}
# Nobody is looked up for these, so there is nothing to be evened out.
NOBODY_LOOKED_UP = ("register, weak", "privacy request")
BRANCHES = (
    "login",
    "login, a stranger's password",
    "register",
    "register, weak",
    "forgot",
    "find, by number",
    "find, by address",
    "privacy request",
)
KNOWN_FROM, UNKNOWN_FROM = "198.51.100.1", "198.51.100.2"


def both(branch: str, *, times: int = 1, page: bool = False) -> tuple[Work, Work]:
    """Return the work for somebody known and somebody unknown, each from a network of its own."""
    pair = pairs()[branch]
    done = [
        [work_of(Client(address=address, page=page), pair.path, fields) for _ in range(times)][-1]
        for address, fields in ((KNOWN_FROM, pair.known), (UNKNOWN_FROM, pair.unknown))
    ]
    return done[0], done[1]


def test_the_branches_are_all_there_are(tables: Tables):
    assert set(pairs()) == set(BRANCHES)


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("page", [False, True], ids=["program", "person"])
def test_known_and_unknown_are_answered_alike_from_equal_work(
    branch: str, page: bool, tables: Tables
):
    known, unknown = both(branch, page=page)

    # What was typed is shown again on a refused form: there the two must differ.
    told = str(known.answer.response).replace("customer@example.com", UNKNOWN)
    assert told == str(unknown.answer.response)
    assert known.calls == unknown.calls
    assert known.hashes == unknown.hashes == ARGON2_RUNS.get(branch, 0)
    assert known.waits == unknown.waits == (0 if branch in NOBODY_LOOKED_UP else 1)


@pytest.mark.parametrize("branch", BRANCHES)
def test_so_they_are_when_it_was_tried_too_often(branch: str, tables: Tables):
    known, unknown = both(branch, times=12)

    assert known.answer.response == unknown.answer.response
    assert known.calls == unknown.calls
    assert known.hashes == unknown.hashes == 0
    assert known.answer.status == (422 if branch == "register, weak" else 429)


def test_so_they_are_when_an_account_is_guessed_at_from_many_networks(tables: Tables):
    pair = pairs()["login"]
    works = []
    for fields in (pair.known, pair.unknown):
        for number in range(10):
            Client(address=f"203.0.113.{number}").post(pair.path, fields)
        works.append(work_of(Client(address=KNOWN_FROM), pair.path, fields))
    assert works[0].answer.status == works[1].answer.status == 429
    assert works[0].calls[-1:] == works[1].calls[-1:] == ["UpdateItem"]
