"""The way to a conversation: a signed link, for whoever has it."""

from shop.gateways.signatures import is_signed, sign

_PURPOSE = "ticket"


def ticket_key(number: str) -> str:
    """Return the key that opens a conversation to whoever has it."""
    return sign(_PURPOSE, number)


def is_ticket_key(key: str, number: str) -> bool:
    """Tell whether a key opens a conversation."""
    return is_signed(key, _PURPOSE, number)


def ticket_path(number: str, key: str) -> str:
    """Return the path of the one page that shows a conversation."""
    return f"/contact/{number}?key={key}"
