"""What makes a password easy to guess. No rules of composition: NIST SP 800-63B, 5.1.1.2."""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import pairwise

from shop.domain.errors import FieldError, InvalidFields

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
_SHOP_WORD = "ctbusters"
# A word as short as this is in too many good passwords to be held against them.
_SHORTEST_TELLING = 4
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_BETWEEN = re.compile(r"[\W\d_]+")
_WORDS = re.compile(r"[^\W_]+")
# What people write for letters, and guessing programs try first.
_LETTERS = str.maketrans("@4310$57!", "aaeiossti")


@dataclass(frozen=True, slots=True)
class PasswordContext:
    """Whose password it is to be: what is known of them is guessed first."""

    email: str
    name: str = ""


def new_password(
    typed: str, context: PasswordContext, common: Container[str], field: str = "password"
) -> str:
    """Return a password in the form that is hashed; spaces count.

    `common` holds the most used passwords in small letters.

    Raises:
        InvalidFields: it is easy to guess, with the reason.
    """
    password = normalised_password(typed)
    weakness = _weakness(password, context, common)
    if weakness:
        raise InvalidFields(FieldError(field, weakness))
    return password


def normalised_password(typed: str) -> str:
    """Return a password in the form that is hashed: keyboards differ in how they write é."""
    return unicodedata.normalize("NFC", typed)


def _weakness(password: str, context: PasswordContext, common: Container[str]) -> str:
    plain = password.lower()
    return _wrong_length(password) or _tells_of(plain, context) or _is_guessed_early(plain, common)


def _wrong_length(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters; a few words will do."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    return ""


def _tells_of(plain: str, context: PasswordContext) -> str:
    if _holds(plain, _email_words(context.email)):
        return "Leave your e-mail address out of it."
    if _SHOP_WORD in plain:
        return "Leave the shop's name out of it."
    if _holds(plain, _WORDS.findall(context.name.lower())):
        return "Leave your name out of it."
    return ""


def _is_guessed_early(plain: str, common: Container[str]) -> str:
    if _is_repetition(plain) or _is_run(plain):
        return "Do not repeat one thing or count on; a few words will do."
    if _is_common(plain, common):
        return "Many people use this or something like it. Add words that do not belong together."
    return ""


def _email_words(email: str) -> Iterable[str]:
    """Return what an address is made of; of its domain only the name, not `co.uk`."""
    local_part, _, domain = email.lower().partition("@")
    return {local_part, *_WORDS.findall(local_part), max(domain.split("."), key=len)}


def _holds(plain: str, words: Iterable[str]) -> bool:
    return any(len(word) >= _SHORTEST_TELLING and word in plain for word in words)


def _is_repetition(text: str) -> bool:
    """Tell whether a text is one piece of it over and over: `aaaa`, `abcabcabc`, `abab a`."""
    return any(
        (text[:length] * len(text)).startswith(text) for length in range(1, len(text) // 2 + 1)
    )


def _is_run(text: str) -> bool:
    """Tell whether each character follows the one before it in code: `123456`, `fedcba`."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def _is_common(plain: str, common: Container[str]) -> bool:
    """Tell whether a text is one or two common passwords, whatever stands around or between."""
    texts = [plain, _AROUND.sub("", plain)]
    texts += [text.translate(_LETTERS) for text in texts]
    texts += [_BETWEEN.sub("", text) for text in texts]
    return any(_is_one_or_two(text, common) for text in texts)


def _is_one_or_two(text: str, common: Container[str]) -> bool:
    places = range(1, len(text))
    return text in common or any(text[:at] in common and text[at:] in common for at in places)
