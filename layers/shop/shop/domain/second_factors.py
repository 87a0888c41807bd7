"""The second step of a login: codes by time (RFC 6238) and recovery codes.

SHA-1, six digits and 30 seconds are what every authenticator app knows; the secret has 160 bits
(RFC 4226, section 4, R6).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

STEP = timedelta(seconds=30)
SECRET_BYTES = 20
RECOVERY_CODES = 10
# 80 random bits: too many to be guessed from their hashes.
RECOVERY_BYTES = 10
# How long the code may take after the password was right.
CHALLENGE = timedelta(minutes=5)
_DIGITS = 6
# The clocks of telephones: one step early or late (RFC 6238, section 5.2).
_DRIFT = 1
_BETWEEN = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A customer's second factor; `sealed` is the secret as only the shop can read it.

    Steps up to `last_step` are used up, and so is a recovery code that is not in `recovery_hashes`.
    """

    customer_id: str
    sealed: str
    made_at: datetime
    last_step: int
    recovery_hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What somebody who has typed the right password still owes a code for."""

    customer_id: str
    epoch: int
    asked_at: datetime
    remember: bool
    next: str


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def step_of(at: datetime) -> int:
    """Return the number of the half minute that an instant is in."""
    return int(at.timestamp()) // int(STEP.total_seconds())


def matching_step(secret: bytes, typed: str, now: datetime, last_step: int) -> int | None:
    """Return the unused step that a code belongs to; None for a wrong code, or a used one.

    Every step is compared, so that the time tells nothing.
    """
    present = step_of(now)
    steps = range(present - _DRIFT, present + _DRIFT + 1)
    found = [step for step in steps if _same(code_at(secret, step), plain_code(typed))]
    return next((step for step in found if step > last_step), None)


def plain_code(typed: str) -> str:
    """Return a code without the spaces and hyphens that make it readable."""
    return _BETWEEN.sub("", typed).upper()


def recovery_code(random: bytes) -> str:
    """Return a recovery code of 80 random bits: `ABCD-EFGH-IJKL-MNOP`."""
    text = base64.b32encode(random).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recovery_hash(customer_id: str, code: str) -> str:
    """Return what is kept of a recovery code."""
    return hashlib.sha256(f"{customer_id}\n{plain_code(code)}".encode()).hexdigest()


def without_recovery(factor: SecondFactor, typed: str) -> SecondFactor | None:
    """Return a factor in which a recovery code is used up; None if it is not one of its codes."""
    shown = recovery_hash(factor.customer_id, typed)
    left = tuple(kept for kept in factor.recovery_hashes if not _same(kept, shown))
    if len(left) == len(factor.recovery_hashes):
        return None
    return replace(factor, recovery_hashes=left)


def secret_in_words(secret: bytes) -> str:
    """Return a secret as people type it into an app, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def setup_uri(secret: bytes, email: str, issuer: str) -> str:
    """Return the address that sets an app up (Google Authenticator, "Key URI Format")."""
    parameters = {"secret": base64.b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{email}')}?{urlencode(parameters, quote_via=quote)}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
