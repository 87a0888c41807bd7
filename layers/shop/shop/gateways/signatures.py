"""Signed tokens: what the shop hands out and must recognise later without having kept it.

The secret is read by name from Secrets Manager: `{"current": "k2", "k1": "…", "k2": "…"}`. New
tokens are signed with the current key; tokens of every other key in it still verify, so a key is
rotated by adding one, and retired by removing it.
"""

import base64
import hashlib
import hmac
import json
import os

from shop.gateways import aws, clock

_REFRESH_SECONDS = 300
# Forged key ids must not become a call to Secrets Manager each.
_SOONEST_REFRESH_SECONDS = 10
_cached: tuple[float, dict[str, str]] | None = None


def sign(purpose: str, message: str) -> str:
    """Return `<key id>.<signature>` of a message, good for one purpose only."""
    keys = _keys()
    key_id = keys["current"]
    return f"{key_id}.{_signature(keys[key_id], purpose, message)}"


def every_signature(purpose: str, message: str) -> list[str]:
    """Return what `sign` makes of a message with each key there is, to look for what it made."""
    keys = _keys()
    names = [name for name in keys if name != "current"]
    return [f"{name}.{_signature(keys[name], purpose, message)}" for name in names]


def is_signed(token: str, purpose: str, message: str) -> bool:
    """Tell whether a token is the shop's signature of this message for this purpose."""
    key_id, _, signature = token.partition(".")
    key = _key(key_id)
    expected = _signature(key or "no such key", purpose, message)
    return hmac.compare_digest(signature.encode(), expected.encode()) and key != ""


def make_token(purpose: str, message: str) -> str:
    """Return a token that carries a message, for a link: it can be read, but not made by others."""
    return f"{message.encode().hex()}.{sign(purpose, message)}"


def read_token(purpose: str, token: str) -> str | None:
    """Return the message of a token; None if the shop did not make it for this purpose."""
    encoded, _, signature = token.partition(".")
    try:
        message = bytes.fromhex(encoded).decode()
    except ValueError:
        return None
    return message if is_signed(signature, purpose, message) else None


def seal(purpose: str, secret: bytes) -> str:
    """Return a secret of at most 32 bytes as only the shop can read it, and nobody can change it.

    It is masked with HMAC-SHA256 of a fresh nonce, which is a one-time pad for who has no key.
    """
    keys, nonce = _keys(), clock.new_id(16)
    key_id = keys["current"]
    masked = _masked(keys[key_id], purpose, nonce, secret)
    return make_token(f"{purpose}\nsealed", f"{key_id}.{nonce}.{masked.hex()}")


def unseal(purpose: str, sealed: str) -> bytes | None:
    """Return the secret in what `seal` made for this purpose; None for anything else."""
    body = read_token(f"{purpose}\nsealed", sealed)
    if body is None:
        return None
    key_id, nonce, masked = body.split(".")
    return _masked(_key(key_id), purpose, nonce, bytes.fromhex(masked))


def _masked(key: str, purpose: str, nonce: str, secret: bytes) -> bytes:
    mask = hmac.digest(key.encode(), f"{purpose}\n{nonce}".encode(), hashlib.sha256)
    return bytes(one ^ other for one, other in zip(secret, mask[: len(secret)], strict=True))


def _signature(key: str, purpose: str, message: str) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}\n{message}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _key(key_id: str) -> str:
    """Return a key; one that is not known may be new, so the keys are then read again, rarely."""
    if key_id == "current":
        return ""
    return _keys().get(key_id) or _keys(_SOONEST_REFRESH_SECONDS).get(key_id, "")


def _keys(oldest_seconds: float = _REFRESH_SECONDS) -> dict[str, str]:
    global _cached  # noqa: PLW0603 - one small cache a process, as Lambda's own extension keeps
    now = clock.now().timestamp()
    if _cached is None or now - _cached[0] > oldest_seconds:
        answer = aws.client("secretsmanager").get_secret_value(
            SecretId=os.environ["SIGNING_KEYS_SECRET"]
        )
        _cached = now, json.loads(answer["SecretString"])
    return _cached[1]
