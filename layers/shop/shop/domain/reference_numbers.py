"""Numbers people read out and type: `CT-7KQ2-XM4P-R`, with a character that catches slips.

The last character makes the weighted sum of all characters a multiple of 29. The alphabet has 29
characters, a prime, and every position another weight: so every wrong character and every two
that changed places are caught.
"""

import re

# No character that looks like another one of it: neither 0 O, 1 I L nor U V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_PRIME = len(ALPHABET)
_RANDOM_CHARACTERS = 8
_GROUP = 4
_LONGEST_PREFIX = 4
# What people and word processors put between groups: spaces, hyphens and dashes.
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212_.-]+")
_SHAPE = re.compile(rf"[A-Z]{{1,{_LONGEST_PREFIX}}}(-[{ALPHABET}]{{{_GROUP}}}){{2}}-[{ALPHABET}]")


def make_reference(prefix: str, random_value: int) -> str:
    """Return the reference of a prefix and a random value, such as `CT-7KQ2-XM4P-R`.

    `prefix` is one to four letters of `ALPHABET`. `random_value` counts modulo 29 ** 8 (over 38
    bits): whoever keeps references must refuse one that is there already.

    Raises:
        ValueError: the prefix has another character or length, or the value is negative.
    """
    if not _is_prefix(prefix) or random_value < 0:
        message = f"not a prefix and a random value: {prefix!r}, {random_value!r}"
        raise ValueError(message)
    characters = _in_alphabet(random_value % _PRIME**_RANDOM_CHARACTERS)
    check = ALPHABET[-_weighted_sum(f"{prefix}{characters}") % _PRIME]
    return f"{prefix}-{characters[:_GROUP]}-{characters[_GROUP:]}-{check}"


def is_reference(text: str) -> bool:
    """Tell whether a text is a reference as `make_reference` writes it, check character and all."""
    if not _SHAPE.fullmatch(text):
        return False
    characters = text.replace("-", "")
    if not _is_prefix(characters[: -_RANDOM_CHARACTERS - 1]):
        return False
    return (_weighted_sum(characters[:-1]) + ALPHABET.index(characters[-1])) % _PRIME == 0


def normalise(text: str) -> str:
    """Return what somebody typed as the reference it stands for; other text only in capitals.

    Case, spaces and dashes do not matter; whether it is one is for `is_reference` to tell.
    """
    characters = _BETWEEN.sub("", text).upper()
    body = characters[-_RANDOM_CHARACTERS - 1 :]
    prefix = characters[: -len(body)] if body else ""
    candidate = f"{prefix}-{body[:_GROUP]}-{body[_GROUP:-1]}-{body[-1:]}"
    return candidate if _SHAPE.fullmatch(candidate) else text.strip().upper()


def _is_prefix(text: str) -> bool:
    is_short = 1 <= len(text) <= _LONGEST_PREFIX
    return is_short and all(letter in ALPHABET and letter.isalpha() for letter in text)


def _in_alphabet(value: int) -> str:
    characters = ""
    for _ in range(_RANDOM_CHARACTERS):
        value, rest = divmod(value, _PRIME)
        characters = ALPHABET[rest] + characters
    return characters


def _weighted_sum(characters: str) -> int:
    # The check character has weight 1, the one before it 2, and so on: at most 13, all below 29.
    return sum(
        weight * ALPHABET.index(character)
        for weight, character in enumerate(reversed(characters), start=2)
    )
