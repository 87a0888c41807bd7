"""Mailed tokens: good once, for one purpose, for a while."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop.domain.acceptances import Acceptance
from shop.domain.retention import REGISTRATION_TOKEN, RESET_TOKEN

type Purpose = Literal["register", "reset", "email"]

_LIFETIMES = {
    "register": REGISTRATION_TOKEN,
    "reset": RESET_TOKEN,
    "email": REGISTRATION_TOKEN,
}


@dataclass(frozen=True, slots=True)
class Token:
    """What a mailed token stands for; the token itself is not kept, only its hash.

    `email` is the address it proves. Of a registration it holds the account to be, of everything
    else the account that is: once its `epoch` has moved on, the token is dead.
    """

    token_hash: str
    purpose: Purpose
    email: str
    expires_at: datetime
    customer_id: str = ""
    epoch: int = 0
    name: str = ""
    password_hash: str = ""
    acceptances: tuple[Acceptance, ...] = ()


def lifetime_end(purpose: Purpose, now: datetime) -> datetime:
    """Return until when a token mailed now is good."""
    return now + _LIFETIMES[purpose]


def is_good(token: Token, purposes: tuple[Purpose, ...], now: datetime) -> bool:
    """Tell whether a token is of one of the purposes and not too old."""
    return token.purpose in purposes and now < token.expires_at
