"""Every cookie of the shop: the one registry, the one serializer, the one parser."""

import re
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from shop.domain.cookie_choices import Choices
from shop.domain.retention import ANONYMOUS_CART, COOKIE_CHOICES, REMEMBERED_LOGIN, VISITOR_COOKIE

Category = Literal["necessary", "recognition", "statistics"]


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie the shop may set; `lifetime` None ends with the browser session."""

    name: str
    purpose: str
    category: Category
    lifetime: timedelta | None

    @property
    def lifetime_text(self) -> str:
        """Say the lifetime as a page tells it."""
        if self.lifetime is None:
            return "until you close the browser"
        return f"{self.lifetime.days} days"


SESSION = Cookie(
    "__Host-session",
    "Keeps you logged in while you use the shop.",
    "necessary",
    None,
)
REMEMBER = Cookie(
    "__Host-remember",
    "Keeps you logged in on this device, if you ticked “remember me”.",
    "necessary",
    REMEMBERED_LOGIN,
)
CART = Cookie(
    "__Host-cart",
    "Finds the cart you fill before you log in.",
    "necessary",
    ANONYMOUS_CART,
)
CHOICES = Cookie(
    "__Host-cookies",
    "Remembers what you chose about cookies.",
    "necessary",
    COOKIE_CHOICES,
)
VISITOR = Cookie(
    "__Host-visitor",
    "Recognises you when you come back and keeps your display preferences, if you said yes.",
    "recognition",
    VISITOR_COOKIE,
)
COOKIES = (SESSION, REMEMBER, CART, CHOICES, VISITOR)
_BY_NAME = {cookie.name: cookie for cookie in COOKIES}

_VALUE = re.compile(r"[A-Za-z0-9._~=-]{0,256}")


def settable(choices: Choices) -> frozenset[str]:
    """Return the names of the cookies that may be set for a visitor who chose so."""
    allowed = {"necessary": True, **asdict(choices)}
    return frozenset(cookie.name for cookie in COOKIES if allowed[cookie.category])


def set_cookie(cookie: Cookie, value: str, lifetime: timedelta | None = None) -> str:
    """Serialize a cookie for the answer's `cookies` list.

    `lifetime` shortens the registry's own, for a cookie that is renewed without being prolonged.

    Raises:
        ValueError: the value has a character outside the allow-listed alphabet.
    """
    if not _VALUE.fullmatch(value):
        message = f"not a value for the cookie {cookie.name}"
        raise ValueError(message)
    keep = lifetime if lifetime is not None else cookie.lifetime
    max_age = "" if keep is None else f"; Max-Age={int(keep.total_seconds())}"
    return f"{cookie.name}={value}{max_age}; Path=/; Secure; HttpOnly; SameSite=Lax"


def clear_cookie(cookie: Cookie) -> str:
    """Serialize the removal of a cookie, with the attributes it was set with."""
    return f"{cookie.name}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"


def read_cookies(event: dict[str, Any], headers: dict[str, str]) -> dict[str, str]:
    """Return the shop's own cookies of a request.

    API Gateway lists them in `cookies`; emulators leave that out and keep the header. A cookie
    that cannot be read is passed over and takes no other with it; a name that comes twice is
    left out altogether, since one of the two was planted.
    """
    listed = event.get("cookies")
    pairs = listed if isinstance(listed, list) and listed else headers.get("cookie", "").split(";")
    found: dict[str, str] = {}
    repeated: set[str] = set()
    # Read to the end, however many neighbours there are: the gateway takes 10 KB of headers.
    for pair in pairs:
        name, separator, value = str(pair).strip().partition("=")
        if not separator or name not in _BY_NAME or not _VALUE.fullmatch(value):
            continue
        if name in found:
            repeated.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in repeated}
