"""Checking a code: at login after the right password, and before a second factor is turned off."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain import second_factors as rules
from shop.domain.customers import Customer
from shop.domain.errors import InvalidCredentials, NotAuthenticated
from shop.domain.limits import SECOND_FACTOR, SECOND_FACTOR_HOURLY
from shop.domain.mails import Mail
from shop.domain.second_factors import Challenge, SecondFactor
from shop.domain.sessions import handle_of
from shop.gateways import settings
from shop.gateways.signatures import make_token, read_token, seal, unseal
from shop.storage import customers, second_factors
from shop.web.account_events import event_of
from shop.web.limits import count_attempt, give_back_attempt
from shop.web.requests import Request

_CHALLENGE = "login-code"
CodeText = Annotated[str, Meta(min_length=1, max_length=40)]


class CodeForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The code, and the token that says whose password was right."""

    token: Annotated[str, Meta(min_length=1, max_length=4000)]
    code: CodeText


class CodeRequired(msgspec.Struct):
    """The password was right; send `token` with a code."""

    status: str
    token: str


def challenge(request: Request, customer: Customer, *, remember: bool, next_path: str) -> str:
    """Return the token that stands for a right password until the code is typed."""
    asked = Challenge(customer.customer_id, customer.epoch, request.now, remember, next_path)
    return make_token(_CHALLENGE, msgspec.json.encode(asked).decode())


def passed(request: Request, form: CodeForm) -> tuple[Customer, Challenge]:
    """Return whose password and code these are, and what they asked for.

    Raises:
        InvalidCredentials: the code is wrong, or was used before.
        NotAuthenticated: the token is not the shop's, or too old.
        TooManyRequests: too many codes were tried.
    """
    asked = _asked(form.token, request.now)
    customer = customers.find(asked.customer_id)
    factor = second_factors.find(asked.customer_id)
    if customer is None or factor is None or customer.epoch != asked.epoch:
        raise _to_begin_again()
    if not is_code(request, customer, factor, form.code):
        raise InvalidCredentials("The code is not right, or was used before.")
    return customer, asked


def is_code(request: Request, customer: Customer, factor: SecondFactor, typed: str) -> bool:
    """Tell whether a code is right, and use it up; counted before it is looked at.

    Raises:
        TooManyRequests: too many codes were tried.
    """
    for limit in (SECOND_FACTOR, SECOND_FACTOR_HOURLY):
        count_attempt(request, limit, customer.customer_id)
    if not (_is_step(request, factor, typed) or _is_recovery(request, customer, factor, typed)):
        return False
    for limit in (SECOND_FACTOR, SECOND_FACTOR_HOURLY):
        give_back_attempt(request, limit, customer.customer_id)
    return True


def sealed(customer_id: str, secret: bytes) -> str:
    """Return a secret as it is kept, good for one account alone."""
    return seal(_purpose(customer_id), secret)


def unsealed(customer_id: str, kept: str) -> bytes | None:
    """Return the secret of an account; None if it is another's, or its key is gone."""
    return unseal(_purpose(customer_id), kept)


def _purpose(customer_id: str) -> str:
    return f"second-factor\n{customer_id}"


def _is_step(request: Request, factor: SecondFactor, typed: str) -> bool:
    secret = unsealed(factor.customer_id, factor.sealed)
    if secret is None:
        return False
    step = rules.matching_step(secret, typed, request.now, factor.last_step)
    return step is not None and second_factors.change_step(factor, step)


def _is_recovery(request: Request, customer: Customer, factor: SecondFactor, typed: str) -> bool:
    left = rules.without_recovery(factor, typed)
    if left is None:
        return False
    used = rules.recovery_hash(customer.customer_id, typed)
    notice = Mail(
        f"recovery-code-used#{handle_of(used)}",
        customer.email,
        "recovery-code-used",
        {
            "name": customer.name,
            "left": str(len(left.recovery_hashes)),
            "codes_url": settings.url("/account/second-factor"),
            "forgot_url": settings.url("/password/forgot"),
        },
    )
    return second_factors.change_recovery(
        factor,
        left,
        event_of(request, customer.customer_id, "recovery-code-used"),
        notice,
        seconds_left=request.time_left.total_seconds(),
    )


def _asked(token: str, now: datetime) -> Challenge:
    message = read_token(_CHALLENGE, token)
    asked = msgspec.json.decode(message, type=Challenge) if message else None
    if asked is None or now >= asked.asked_at + rules.CHALLENGE:
        raise _to_begin_again()
    return asked


def _to_begin_again() -> NotAuthenticated:
    return NotAuthenticated("You took too long. Please log in again with your password.")
