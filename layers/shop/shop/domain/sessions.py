"""Logins: how long a session lasts. Its secret is not kept, only the secret's SHA-256."""

import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.retention import SESSION_ABSOLUTE, SESSION_IDLE

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
    return Browser(device or "Unknown device", truncated(address))


def truncated(address: str) -> str:
    """Return the network of an IP address, which tells no single connection."""
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
