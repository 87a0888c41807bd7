"""The signed mark by which the shop knows the requests of its own test orders; good for minutes."""

from datetime import datetime, timedelta

from shop.gateways.signatures import is_signed, sign

HEADER = "X-Synthetic-Order"
_PURPOSE = "synthetic-order"
_GOOD_FOR = timedelta(minutes=5)


def make_mark(now: datetime) -> str:
    """Return a mark made now: `<seconds since 1970>.<signature>`."""
    made_at = str(int(now.timestamp()))
    return f"{made_at}.{sign(_PURPOSE, made_at)}"


def is_mark(text: str, now: datetime) -> bool:
    """Tell whether a text is a mark that the shop made minutes ago.

    What cannot be one is refused before any key is read.
    """
    made_at, _, signature = text.partition(".")
    if not (made_at.isascii() and made_at.isdigit() and signature):
        return False
    age = now - datetime.fromtimestamp(min(int(made_at[:12]), 2**33), now.tzinfo)
    return abs(age) <= _GOOD_FOR and is_signed(signature, _PURPOSE, made_at)
