"""What may be a password, and the reason that is given for what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.errors import InvalidFields
from shop.domain.passwords import PasswordContext, new_password, normalised_password

GOOD = "seven quiet tea kettles"
EMAIL = "casey.customer@mail.fogmakers.example.com"
OWNER = PasswordContext(EMAIL, "Robin O'Kestrel")
COMMON = frozenset({"dragon", "monkey", "password", "qwerty123456", "leavemealone", "1234"})
TOO_COMMON = "Many people use this or something like it. Add words that do not belong together."
REPEATS = "Do not repeat one thing or count on; a few words will do."
OWN_EMAIL = "Leave your e-mail address out of it."


def reason_for(typed: str, context: PasswordContext = OWNER) -> str:
    try:
        assert new_password(typed, context, COMMON) == typed
    except InvalidFields as refusal:
        (error,) = refusal.errors
        assert error.field == "password"
        return error.message
    return ""


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "x1" * 5 + "yz",
        "  leading space",
        "🦊" * 5 + "hedgehogs",
        "é" * 11 + "k" * 117,
        "987654321/.-,",
        "alllowercaseletters",
        "dragon monkey kettles",
    ],
)
def test_any_text_that_is_hard_to_guess_is_a_password(typed: str):
    assert reason_for(typed) == ""


def test_a_password_is_the_same_however_a_keyboard_writes_its_letters():
    assert normalised_password("cafe\u0301") == "café"
    assert new_password("cafe\u0301 in the fog", OWNER, COMMON) == "café in the fog"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("elevenchars", "Use at least 12 characters; a few words will do."),
        ("x" * 129, "Use at most 128 characters."),
        ("my casey.customer word", OWN_EMAIL),
        ("my CASEY.Customer word", OWN_EMAIL),
        ("a Customer in the rain", OWN_EMAIL),
        ("I love CTBusters a lot", "Leave the shop's name out of it."),
        ("green KESTREL over hills", "Leave your name out of it."),
        ("a robin in the chimney", "Leave your name out of it."),
        ("aaaaaaaaaaaa", REPEATS),
        ("abcabcabcabcab", REPEATS),
        ("passwordPASSWORD", REPEATS),
        ("abcdefghijklm", REPEATS),
        ("zyxwvutsrqpo", REPEATS),
    ],
)
def test_refuses_a_password_that_is_easy_to_guess_and_says_why(typed: str, reason: str):
    assert reason_for(typed) == reason


@pytest.mark.parametrize(
    "typed",
    [
        "leavemealone",
        "LeaveMeAlone",
        "qwerty123456",
        "!!leavemealone99",
        "password2026!",
        "P@55w0rd!!!!",
        "dragon1234monkey",
        "Dragon-Monkey-7",
        "m0nkey.dr4g0n",
        "1234password",
    ],
)
def test_refuses_what_many_people_use_however_they_dress_it_up(typed: str):
    assert reason_for(typed) == TOO_COMMON


@pytest.mark.parametrize("email", ["customer@fogmakers.co.uk", "customer@mail.fogmakers.com"])
def test_the_name_of_a_mail_server_is_as_easy_to_guess_as_the_address(email: str):
    assert reason_for("fogmakers and kettles", PasswordContext(email)) == OWN_EMAIL


def test_short_words_are_not_held_against_a_password():
    assert reason_for(GOOD, PasswordContext("tea@tea.org", "Tea Sev")) == ""


def test_names_the_field_it_was_typed_in():
    with pytest.raises(InvalidFields) as refusal:
        new_password("short", OWNER, COMMON, "new_password")
    assert [error.field for error in refusal.value.errors] == ["new_password"]


@given(st.text(max_size=200))
def test_every_text_is_taken_as_it_is_or_refused_with_one_reason(typed: str):
    normal = normalised_password(typed)
    assert normalised_password(normal) == normal
    if reason_for(normal) == "":
        assert 12 <= len(normal) <= 128
