import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from shop.gateways.passwords import hash_password, is_password, needs_rehash

PASSWORD = "correct horse battery staple"
HASH = hash_password(PASSWORD)


def test_meets_the_least_that_owasp_asks_for():
    parameters = extract_parameters(HASH)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert (parameters.time_cost, parameters.parallelism) >= (2, 1)
    assert (parameters.salt_len, parameters.hash_len) >= (16, 32)


def test_knows_a_password_and_no_other():
    assert is_password(PASSWORD, HASH)
    assert not is_password(PASSWORD + " ", HASH)
    assert not is_password("", HASH)


def test_salts_each_hash():
    assert hash_password(PASSWORD) != HASH


@pytest.mark.parametrize("password", ["ø" * 64, "😀" * 300, " leading", "x" * 1024, "a\x00b"])
def test_takes_every_character_and_cuts_nothing_off(password):
    stored = hash_password(password)
    assert is_password(password, stored)
    assert not is_password(password[:-1], stored)


@pytest.mark.parametrize("password", [PASSWORD, "nobody's password", ""])
def test_nobody_has_a_password(password):
    assert not is_password(password, None)


@pytest.mark.parametrize(
    "stored", ["", "plain", "$argon2id$broken", "$2b$12$abcdefghijklmnopqrstuv"]
)
def test_a_broken_hash_is_nobodys(stored):
    assert not is_password(PASSWORD, stored)


def test_does_the_same_work_whether_the_account_exists_or_not():
    def seconds(stored: str | None) -> float:
        started = time.process_time()
        for _ in range(5):
            is_password("wrong", stored)
        return time.process_time() - started

    known, unknown = seconds(HASH), seconds(None)
    assert 0.3 < known / unknown < 3


def test_says_which_hashes_are_weaker_than_todays():
    assert not needs_rehash(HASH)
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(PASSWORD))
