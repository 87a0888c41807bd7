"""Logins: how long a session lasts, and what a remembered login's token is worth when shown.

Neither a session's secret nor a token is kept, only its SHA-256.
"""

import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from shop.domain.retention import (
    REMEMBERED_LOGIN,
    REMEMBERED_LOGIN_GRACE,
    SESSION_ABSOLUTE,
    SESSION_IDLE,
)

# A session is marked as seen at most this often, so that reading costs no write. It may therefore
# end as much too early, never too late.
SEEN_EVERY = timedelta(minutes=5)
# How long a typed password counts for what an unattended browser must not do: GitHub's sudo mode.
FRESH = timedelta(minutes=15)

# `<id>.<secret>`, both base64url without padding.
_CREDENTIAL = re.compile(r"(?P<id>[\w-]{22})\.(?P<secret>[\w-]{43})", re.ASCII)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """Who is asking.

    `authenticated_at` is when the password was typed in this session; None if a remembered login
    restored it.
    """

    customer_id: str
    session_id: str
    epoch: int
    created_at: datetime
    authenticated_at: datetime | None
    remembered: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is kept; `family_id` names the remembered login of the same browser."""

    session_id: str
    secret_hash: str
    customer_id: str
    epoch: int
    created_at: datetime
    last_seen_at: datetime
    authenticated_at: datetime | None
    device: str
    network: str
    family_id: str | None

    @property
    def expires_at(self) -> datetime:
        """When it is over, however busy."""
        return self.created_at + SESSION_ABSOLUTE

    @property
    def login(self) -> Login:
        """What handlers are told of it."""
        return Login(
            self.customer_id,
            self.session_id,
            self.epoch,
            self.created_at,
            self.authenticated_at,
            remembered=self.family_id is not None,
        )


@dataclass(frozen=True, slots=True)
class Credential:
    """The two halves of a cookie that logs somebody in: what is looked up and what is proven."""

    id: str
    secret: str

    @property
    def secret_hash(self) -> str:
        """What is kept of the secret."""
        return hash_of(self.secret)

    def in_cookie(self) -> str:
        """Write it as a cookie's value."""
        return f"{self.id}.{self.secret}"


@dataclass(frozen=True, slots=True)
class Browser:
    """What a session list says about where a login was made."""

    device: str
    network: str


def read_credential(cookie: str) -> Credential | None:
    """Read the value of a session or remember-me cookie; None if it cannot be one of ours."""
    match = _CREDENTIAL.fullmatch(cookie)
    return None if match is None else Credential(match["id"], match["secret"])


def hash_of(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def handle_of(session_id: str) -> str:
    """Return the name of a session that may be shown; it is no part of the cookie."""
    return hash_of(session_id)[:16]


def browser_of(user_agent: str, address: str) -> Browser:
    """Describe a browser roughly: its family, and its network without the last part."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    device = f"{browser} on {system}" if browser and system else browser or system
    return Browser(device or "Unknown device", _truncated(address))


def _truncated(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    prefix = 24 if parsed.version == 4 else 48  # noqa: PLR2004 - the protocol's version
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def opened(
    credential: Credential,
    account: tuple[str, int],
    browser: Browser,
    now: datetime,
    *,
    family_id: str | None,
    is_restored: bool,
) -> Session:
    """Begin a session of an account, named by its id and epoch."""
    customer_id, epoch = account
    return Session(
        session_id=credential.id,
        secret_hash=credential.secret_hash,
        customer_id=customer_id,
        epoch=epoch,
        created_at=now,
        last_seen_at=now,
        authenticated_at=None if is_restored else now,
        device=browser.device,
        network=browser.network,
        family_id=family_id,
    )


def is_live(session: Session, now: datetime) -> bool:
    """Tell whether a session is over neither by age nor by being left alone."""
    return now < session.expires_at and now < session.last_seen_at + SESSION_IDLE


def belongs_to(session: Session, credential: Credential) -> bool:
    """Tell whether a cookie's secret is this session's, in time that tells nothing about it."""
    return hmac.compare_digest(session.secret_hash, credential.secret_hash)


def is_due_for_marking(session: Session, now: datetime) -> bool:
    """Tell whether it is time to write down again that a session was seen."""
    return now >= session.last_seen_at + SEEN_EVERY


def is_fresh(login: Login, now: datetime) -> bool:
    """Tell whether the password was typed recently enough for what needs it."""
    return login.authenticated_at is not None and now < login.authenticated_at + FRESH


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
