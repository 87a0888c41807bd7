"""The one place that reads the clock and makes identifiers; everything else is handed both."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def new_id(size_bytes: int = 16) -> str:
    """Return an unguessable identifier: base64url of `size_bytes` random bytes."""
    return secrets.token_urlsafe(size_bytes)


def new_bytes(size: int) -> bytes:
    """Return so many unguessable bytes."""
    return secrets.token_bytes(size)


def new_number(size_bits: int = 64) -> int:
    """Return an unguessable number of at least 0 and less than 2 ** `size_bits`."""
    return secrets.randbits(size_bits)
