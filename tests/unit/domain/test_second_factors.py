"""Codes by time against the RFC's own examples, and recovery codes."""

from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.second_factors import (
    SecondFactor,
    code_at,
    matching_step,
    plain_code,
    recovery_code,
    recovery_hash,
    secret_in_words,
    setup_uri,
    step_of,
    without_recovery,
)
from tests.support.gateway import NOW

SECRET = b"12345678901234567890"
PRESENT = step_of(NOW)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_agrees_with_the_examples_of_rfc_6238(seconds: int, code: str):
    # Appendix B has eight digits; six are the last six of them.
    assert code_at(SECRET, step_of(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(("drift", "is_good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(drift: int, is_good: bool):
    found = matching_step(SECRET, code_at(SECRET, PRESENT + drift), NOW, 0)
    assert found == (PRESENT + drift if is_good else None)


def test_each_step_counts_once_and_none_before_it():
    code = code_at(SECRET, PRESENT)
    assert matching_step(SECRET, code, NOW, PRESENT - 1) == PRESENT
    assert matching_step(SECRET, code, NOW, PRESENT) is None
    assert matching_step(SECRET, code_at(SECRET, PRESENT - 1), NOW, PRESENT) is None
    assert matching_step(SECRET, code_at(SECRET, PRESENT + 1), NOW, PRESENT) == PRESENT + 1


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "000000\x00", "0" * 40])
def test_nothing_else_is_a_code(typed: str):
    assert matching_step(SECRET, typed, NOW, 0) is None


def test_a_code_may_be_written_as_apps_show_it():
    code = code_at(SECRET, PRESENT)
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", NOW, 0) == PRESENT
    assert plain_code("abcd-efgh ijkl") == "ABCDEFGHIJKL"


def test_a_recovery_code_is_used_up_and_leaves_the_others():
    codes = [recovery_code(bytes([n]) * 10) for n in range(3)]
    hashes = tuple(recovery_hash("c1", code) for code in codes)
    factor = SecondFactor("c1", "sealed", NOW, 0, hashes)

    left = without_recovery(factor, codes[1].lower().replace("-", " "))

    assert left is not None
    assert left.recovery_hashes == (hashes[0], hashes[2])
    assert without_recovery(left, codes[1]) is None
    assert without_recovery(factor, "AAAA-AAAA-AAAA-AAAB") is None
    assert recovery_hash("c2", codes[0]) != hashes[0]


def test_a_recovery_code_has_eighty_bits_in_four_groups():
    code = recovery_code(b"\xff" * 10)
    assert code == "7777-7777-7777-7777"


def test_an_app_is_set_up_by_hand_or_by_a_link():
    assert secret_in_words(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert setup_uri(SECRET, "a+b@example.com", "CTBusters") == (
        "otpauth://totp/CTBusters%3Aa%2Bb%40example.com"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=CTBusters"
    )
    assert step_of(NOW + timedelta(seconds=30)) == PRESENT + 1
