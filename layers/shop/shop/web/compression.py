"""Answers made smaller for clients that say they can read them so (gzip, RFC 1952).

API Gateway's HTTP APIs compress nothing by themselves; they decode the base64 in which binary
bodies leave a function.
"""

import base64
import functools
import hashlib
import zlib

# Below, the header and base64 cost more than compressing saves in packets on the way.
WORTH_IT_BYTES = 1_000
_LEVEL = 6
_LEVEL_ONCE = 9
# RFC 1952, 2.3: gzip, deflate, a name follows, no time, of an unknown system.
_HEADER = bytes((0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0xFF))
_MOST_PADDING = 64


def can_be_compressed(body: str) -> bool:
    """Tell whether a body is long enough to be worth it."""
    return len(body) >= WORTH_IT_BYTES


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a client reads gzip, by its Accept-Encoding (RFC 9110, 12.5.3)."""
    weights = dict(_weight(part) for part in accept_encoding.lower().split(",")[:20])
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weight(part: str) -> tuple[str, float]:
    coding, _, parameter = part.strip().partition(";")
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return coding.strip(), 1.0
    try:
        return coding.strip(), float(value)
    except ValueError:
        return coding.strip(), 0.0


def compressed(body: str, request_id: str) -> str:
    """Return a body that is one client's, compressed, in base64.

    Its length says little of its content, lest words put into an address tell by it whether
    they are on the page as well (the BREACH attack): a name of some length goes before it. The
    request's id is nothing that a page of another site gets to know.
    """
    padding = hashlib.sha256(request_id.encode()).digest()[0] % _MOST_PADDING
    return in_base64(_gzip(body.encode(), _LEVEL, padding))


@functools.lru_cache(maxsize=64)
def compressed_once(body: str) -> str:
    """Return a body that is the same for everybody, compressed as far as it goes, in base64."""
    return in_base64(gzipped(body.encode()))


def gzipped(content: bytes) -> bytes:
    """Return a file compressed as far as it goes; the same each time."""
    return _gzip(content, _LEVEL_ONCE, 0)


def in_base64(content: bytes) -> str:
    """Return bytes as the body of an answer."""
    return base64.b64encode(content).decode()


def _gzip(content: bytes, level: int, padding: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(content) + deflate.flush()
    ending = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return _HEADER + b"x" * padding + b"\0" + packed + ending
