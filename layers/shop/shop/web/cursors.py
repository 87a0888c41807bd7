"""Signed cursors: where a list goes on, bound to the list they came from."""

import base64
import binascii

from shop.domain.errors import InvalidRequest
from shop.gateways.signatures import is_signed, sign

_PURPOSE = "cursor"


def make_cursor(list_name: str, position: str) -> str:
    """Return an opaque cursor for the entries of a list after `position`."""
    encoded = base64.urlsafe_b64encode(position.encode()).rstrip(b"=").decode()
    return f"{encoded}.{sign(_PURPOSE, f'{list_name}\n{position}')}"


def read_cursor(list_name: str, cursor: str) -> str:
    """Return the position in a cursor; "" for an empty one.

    Raises:
        InvalidRequest: the cursor is not the shop's, or belongs to another list.
    """
    if not cursor:
        return ""
    encoded, _, signature = cursor.partition(".")
    try:
        padded = encoded + "=" * (-len(encoded) % 4)
        position = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise InvalidRequest("The cursor is not one of ours.") from None
    if not is_signed(signature, _PURPOSE, f"{list_name}\n{position}"):
        raise InvalidRequest("The cursor is not one of ours.")
    return position
