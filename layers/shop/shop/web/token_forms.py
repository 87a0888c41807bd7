"""What a signed link in a mail carries, as its page and its form give it back."""

from typing import Annotated

import msgspec
from msgspec import Meta


class TokenForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The token of a mailed link."""

    token: Annotated[str, Meta(max_length=1024)]


class TokenQuery(msgspec.Struct, kw_only=True):
    """`?token=`, as a mailed link carries it; whatever it is, the page is shown."""

    token: str = ""
