import re
from datetime import UTC, datetime

from shop.gateways import clock


def test_says_the_present_instant_in_utc():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_makes_identifiers_that_nobody_guesses():
    made = {clock.new_id() for _ in range(1_000)}
    assert len(made) == 1_000
    # 16 bytes: more than the 128 bits of ASVS 5.0, requirement 11.5.1.
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", identifier) for identifier in made)


def test_makes_them_as_long_as_asked():
    assert len(clock.new_id(32)) == 43


def test_makes_numbers_within_their_bounds():
    made = {clock.new_number(8) for _ in range(2_000)}
    assert min(made) >= 0
    assert max(made) < 256
    assert len(made) > 200
    assert clock.new_number() < 2**64


def test_makes_bytes_that_nobody_guesses():
    made = {clock.new_bytes(20) for _ in range(1_000)}
    assert len(made) == 1_000
    assert {len(some) for some in made} == {20}
