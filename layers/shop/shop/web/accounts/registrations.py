"""Making an account: the mailed link and what following it brings about."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain import customers as rules
from shop.domain.acceptances import POLICIES_OF_AN_ACCOUNT, PolicyVersion, accepted
from shop.domain.customers import Application, Customer
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.limits import REGISTRATION
from shop.domain.mails import Mail
from shop.domain.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from shop.domain.periods import period_text
from shop.domain.retention import REGISTRATION_TOKEN
from shop.domain.sessions import handle_of, hash_of
from shop.domain.tokens import Purpose, Token, is_good, lifetime_end
from shop.gateways import clock, passwords, settings
from shop.gateways.common_passwords import common_passwords
from shop.gateways.even_time import evenly
from shop.gateways.policy_files import versions_in_force
from shop.storage import customer_emails, tokens
from shop.telemetry import count
from shop.web.account_events import event_of
from shop.web.limits import count_attempt
from shop.web.requests import Request

type EmailText = Annotated[str, Meta(min_length=1, max_length=320)]
type PasswordText = Annotated[str, Meta(min_length=1, max_length=1024)]
_FIRST_EPOCH = 1
PASSWORD_RULES = {
    "min_length": SHORTEST_PASSWORD,
    "max_length": LONGEST_PASSWORD,
}


class RegisterForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is typed to register."""

    email: EmailText
    password: PasswordText
    name: Annotated[str, Meta(min_length=1, max_length=400)]


class VerificationForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The token of a mailed link."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class TokenQuery(msgspec.Struct):
    """The token of a mailed link; without one, the page says that a mail is on its way."""

    token: Annotated[str, Meta(max_length=200)] = ""


def applied(request: Request, form: RegisterForm) -> Application:
    """Return what somebody registers with, and count the attempt.

    By network and by address, so that nobody's mailbox is filled from many networks.

    Raises:
        InvalidFields: with everything that needs mending.
        TooManyRequests: too many registrations.
    """
    application = rules.application(form.email, form.name, form.password, common_passwords())
    count_attempt(request, REGISTRATION)
    count_attempt(request, REGISTRATION, application.email)
    return application


def policies_shown(request: Request) -> tuple[PolicyVersion, ...]:
    """Return the versions that somebody who registers now agrees to."""
    return versions_in_force(POLICIES_OF_AN_ACCOUNT, request.now.date())


def register_shown(request: Request) -> dict[str, object]:
    """Return what somebody who registers is told first."""
    return {"password": PASSWORD_RULES, "policies": policies_shown(request)}


def mail_link(request: Request, application: Application) -> None:
    """Mail the link that makes the account; to the owner of an account, that there is one.

    Both cost the same: one read, one hash, one transaction. Nothing is taken before the link is
    followed, so that nobody can keep somebody else's address from registering.
    """
    with evenly():
        is_known = customer_emails.find_customer_id(application.email) is not None
        secret = clock.new_id(32)
        token = Token(
            token_hash=hash_of(secret),
            purpose="register",
            email=application.email,
            expires_at=lifetime_end("register", request.now),
            name=application.name,
            password_hash=passwords.hash_password(application.password),
            acceptances=accepted(policies_shown(request), request.now, "register"),
        )
        mail = _known(token) if is_known else _link(token, secret)
        tokens.insert_with_mail(
            token, mail, request.now, seconds_left=request.time_left.total_seconds()
        )


def good_token(request: Request, secret: str, *purposes: Purpose) -> Token:
    """Return what a mailed token stands for.

    Raises:
        InvalidFields: it was used, is too old, or was never mailed.
    """
    token = tokens.find(hash_of(secret))
    if token is None or not is_good(token, purposes, request.now):
        raise used_or_too_old()
    return token


def used_or_too_old() -> InvalidFields:
    """Return the refusal of a token that is good for nothing any more."""
    return InvalidFields(
        FieldError("token", "This link was used already, or is too old. Please ask for a new one.")
    )


def make_customer(request: Request, token: Token) -> None:
    """Make the account that a token stands for.

    Raises:
        Conflict: the address has come to belong to an account in the meantime.
        InvalidFields: the token was used at the same moment.
    """
    customer = Customer(
        customer_id=clock.new_id(),
        email=token.email,
        name=token.name,
        password_hash=token.password_hash,
        epoch=_FIRST_EPOCH,
        created_at=request.now,
        acceptances=token.acceptances,
    )
    if not tokens.redeem_registration(
        token,
        customer,
        event_of(request, customer.customer_id, "registered"),
        seconds_left=request.time_left.total_seconds(),
    ):
        raise used_or_too_old()
    # The link is good once: who follows it twice has one account.
    count("Registrations")


def _link(token: Token, secret: str) -> Mail:
    values = {
        "link": settings.url(f"/verify?token={secret}"),
        "good_for": period_text(REGISTRATION_TOKEN),
    }
    return Mail(_mail_id(token), token.email, "registration", values)


def _known(token: Token) -> Mail:
    values = {
        "login_url": settings.url("/login"),
        "forgot_url": settings.url("/password/forgot"),
    }
    return Mail(_mail_id(token), token.email, "registration-known", values)


def _mail_id(token: Token) -> str:
    return f"registration#{handle_of(token.token_hash)}"
