"""Remembered logins: what a token is worth when a browser shows it, weeks after the password.

No token is kept, only its SHA-256.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from shop.domain.retention import REMEMBERED_LOGIN, REMEMBERED_LOGIN_GRACE
from shop.domain.sessions import Credential


@dataclass(frozen=True, slots=True)
class RememberedLogin:
    """A browser's remember-me tokens, one following the other; it dies 30 days from the password.

    A token is replaced in two phases: the next one is handed out while the current one still
    works, and takes its place when the browser first shows it. So an answer that is lost on its
    way logs nobody out.
    """

    family_id: str
    customer_id: str
    epoch: int
    expires_at: datetime
    current_hash: str
    previous_hash: str | None = None
    rotated_at: datetime | None = None
    next_hash: str | None = None
    issued_at: datetime | None = None


class Verdict(Enum):
    """What showing a token leads to."""

    RESTORE = auto()
    RENEW = auto()
    STOLEN = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and the family as it is from now on.

    RESTORE opens a session and changes nothing else; RENEW opens one and hands out the next
    token; STOLEN ends the family.
    """

    verdict: Verdict
    family: RememberedLogin


def remembered(
    credential: Credential, *, customer_id: str, epoch: int, now: datetime
) -> RememberedLogin:
    """Begin to remember a login whose password was typed at `now`."""
    return RememberedLogin(
        credential.id, customer_id, epoch, now + REMEMBERED_LOGIN, credential.secret_hash
    )


def is_in_force(family: RememberedLogin, epoch: int, now: datetime) -> bool:
    """Tell whether a remembered login may still restore anything for a customer's epoch."""
    return now < family.expires_at and family.epoch == epoch


def judge(family: RememberedLogin, shown_hash: str, fresh_hash: str, now: datetime) -> Decision:
    """Decide what a shown token is worth; `fresh_hash` is of the token to hand out if one is due.

    The current and the next token are good. So is the previous one for a minute, since two tabs
    may send the same cookie. Any other token of the family was copied by somebody: whoever shows
    an old token, one of two holders is a thief.
    """
    if _same(shown_hash, family.current_hash):
        if family.next_hash is not None and _is_recent(family.issued_at, now):
            return Decision(Verdict.RESTORE, family)
        return Decision(Verdict.RENEW, replace(family, next_hash=fresh_hash, issued_at=now))
    if _same(shown_hash, family.next_hash):
        return Decision(Verdict.RENEW, _moved_on(family, shown_hash, fresh_hash, now))
    if _same(shown_hash, family.previous_hash) and _is_recent(family.rotated_at, now):
        return Decision(Verdict.RESTORE, family)
    return Decision(Verdict.STOLEN, family)


def _moved_on(
    family: RememberedLogin, shown_hash: str, fresh_hash: str, now: datetime
) -> RememberedLogin:
    return replace(
        family,
        current_hash=shown_hash,
        previous_hash=family.current_hash,
        rotated_at=now,
        next_hash=fresh_hash,
        issued_at=now,
    )


def _same(shown_hash: str, kept_hash: str | None) -> bool:
    return kept_hash is not None and hmac.compare_digest(shown_hash, kept_hash)


def _is_recent(at: datetime | None, now: datetime) -> bool:
    return at is not None and now < at + REMEMBERED_LOGIN_GRACE
