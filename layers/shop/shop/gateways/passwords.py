"""Passwords as Argon2id hashes (OWASP Password Storage: 19 MiB, 2 passes, 1 lane at least)."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Made at import, so that the first unknown account costs no more than the next.
_DUMMY_HASH = _HASHER.hash("nobody's password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and salt."""
    return _HASHER.hash(password)


def is_password(password: str, stored_hash: str | None) -> bool:
    """Tell whether a password belongs to a hash.

    Without a hash the same work is done on a dummy one, so that the time does not tell whether
    an account exists.
    """
    try:
        _HASHER.verify(stored_hash or _DUMMY_HASH, password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored_hash is not None


def needs_rehash(stored_hash: str) -> bool:
    """Tell whether a hash was made with parameters the shop has since raised."""
    return _HASHER.check_needs_rehash(stored_hash)
