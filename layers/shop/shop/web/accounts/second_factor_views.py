"""Turning codes at login on and off."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shop.domain import second_factors as rules
from shop.domain.account_events import AccountEventType
from shop.domain.customers import Customer
from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.domain.mails import Mail
from shop.domain.second_factors import SecondFactor
from shop.gateways import clock, settings
from shop.storage import second_factors
from shop.web import visitor
from shop.web.account_events import event_of
from shop.web.accounts.password_checks import refuse_wrong_password
from shop.web.accounts.second_steps import CodeForm, CodeText, is_code, sealed, unsealed
from shop.web.replies import Reply
from shop.web.requests import Request

_ISSUER = "CTBusters"


class DisableForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The password and a code: either alone may be in the wrong hands."""

    password: Annotated[str, Meta(min_length=1, max_length=1024)]
    code: CodeText


class FactorShown(msgspec.Struct):
    """How codes at login stand; what is set up, and recovery codes, are shown this once."""

    status: Literal["on", "off", "code-required"]
    recovery_codes_left: int = 0
    secret: str | UnsetType = UNSET
    uri: str | UnsetType = UNSET
    token: str | UnsetType = UNSET
    recovery_codes: list[str] | UnsetType = UNSET


def factor_shown(request: Request) -> FactorShown:
    """Return how it stands for who is asking.

    Raises:
        NotAuthenticated: nobody is logged in.
    """
    factor = second_factors.find(visitor.require_login(request).customer_id)
    if factor is None:
        return FactorShown("off")
    return FactorShown("on", len(factor.recovery_hashes))


def begin(request: Request) -> FactorShown:
    """Return a new secret for an app; nothing is kept before a code shows that it was set up.

    Raises:
        Conflict: it is on already.
        FreshLoginRequired: the password was typed too long ago.
    """
    visitor.require_fresh_login(request)
    customer = visitor.require_customer(request)
    _refuse_a_second(customer)
    secret = clock.new_bytes(rules.SECRET_BYTES)
    return _setup_shown(customer, secret, sealed(customer.customer_id, secret))


def get_setup_again(request: Request, form: CodeForm) -> Reply:
    """Answer with the setup once more, for the page whose code was wrong.

    Raises:
        InvalidFields: the token was made for nobody here.
    """
    customer = visitor.require_customer(request)
    secret = _unsealed_of(customer, form.token)
    return Reply(data=_setup_shown(customer, secret, form.token), page="second_factor.html")


def turn_on(request: Request, form: CodeForm) -> FactorShown:
    """Turn codes on and return the recovery codes; every other session ends.

    Raises:
        Conflict: it is on already.
        FreshLoginRequired: the password was typed too long ago.
        InvalidFields: the code is wrong, or the token was made for nobody here.
    """
    visitor.require_fresh_login(request)
    customer = visitor.require_customer(request)
    _refuse_a_second(customer)
    step = rules.matching_step(_unsealed_of(customer, form.token), form.code, request.now, 0)
    if step is None:
        raise _wrong_code()
    codes = [
        rules.recovery_code(clock.new_bytes(rules.RECOVERY_BYTES))
        for _ in range(rules.RECOVERY_CODES)
    ]
    hashes = tuple(rules.recovery_hash(customer.customer_id, code) for code in codes)
    factor = SecondFactor(customer.customer_id, form.token, request.now, step, hashes)
    _change(request, customer, factor, "second-factor-on")
    return FactorShown("on", len(codes), recovery_codes=codes)


def turn_off(request: Request, form: DisableForm) -> FactorShown:
    """Turn codes off; every other session ends.

    Raises:
        Conflict: they are off, or were changed at the same moment.
        InvalidFields: the password or the code is wrong.
        NotAuthenticated: nobody is logged in.
        TooManyRequests: too many were tried.
    """
    customer = visitor.require_customer(request)
    factor = second_factors.find(customer.customer_id)
    if factor is None:
        raise Conflict("Codes at login are off already.")
    refuse_wrong_password(request, customer, form.password, "password")
    if not is_code(request, customer, factor, form.code):
        raise _wrong_code()
    _change(request, customer, factor, "second-factor-off")
    return FactorShown("off")


def _change(
    request: Request,
    customer: Customer,
    factor: SecondFactor,
    kind: Literal["second-factor-on", "second-factor-off"],
) -> None:
    write = second_factors.turn_on if kind == "second-factor-on" else second_factors.turn_off
    write(
        factor,
        visitor.require_session(request),
        event_of(request, customer.customer_id, kind),
        _notice(customer, kind),
        seconds_left=request.time_left.total_seconds(),
    )


def _notice(customer: Customer, kind: AccountEventType) -> Mail:
    values = {
        "name": customer.name,
        "forgot_url": settings.url("/password/forgot"),
        "contact_url": settings.url("/contact"),
    }
    mail_id = f"{kind}#{customer.customer_id}#{customer.epoch}"
    return Mail(mail_id, customer.email, kind, values)


def _refuse_a_second(customer: Customer) -> None:
    if second_factors.find(customer.customer_id) is not None:
        raise Conflict("Codes at login are on already.")


def _unsealed_of(customer: Customer, token: str) -> bytes:
    secret = unsealed(customer.customer_id, token)
    if secret is None:
        raise InvalidFields(FieldError("token", "Please begin again."))
    return secret


def _setup_shown(customer: Customer, secret: bytes, token: str) -> FactorShown:
    return FactorShown(
        "code-required",
        secret=rules.secret_in_words(secret),
        uri=rules.setup_uri(secret, customer.email, _ISSUER),
        token=token,
    )


def _wrong_code() -> InvalidFields:
    return InvalidFields(FieldError("code", "This code is not right, or was used before."))
