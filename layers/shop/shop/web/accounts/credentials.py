"""What a customer logs in with: changing it, and getting back in without it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain import customers as rules
from shop.domain.account_events import AccountEventType
from shop.domain.customers import Customer, EmailChange, PasswordChange
from shop.domain.limits import PASSWORD_RESET
from shop.domain.mails import Mail
from shop.domain.passwords import PasswordContext, new_password
from shop.domain.periods import period_text
from shop.domain.retention import REGISTRATION_TOKEN, RESET_TOKEN
from shop.domain.sessions import Session, handle_of, hash_of
from shop.domain.tokens import Purpose, Token, is_good, lifetime_end
from shop.gateways import clock, passwords, settings
from shop.gateways.common_passwords import common_passwords
from shop.gateways.even_time import evenly
from shop.storage import customer_emails, customers, email_changes, sessions, tokens
from shop.web import visitor
from shop.web.account_events import event_of
from shop.web.accounts.password_checks import refuse_wrong_password
from shop.web.accounts.registrations import EmailText, PasswordText, used_or_too_old
from shop.web.limits import count_attempt
from shop.web.requests import Request

# The key of no account: an unknown address costs the same read as a known one.
_NOBODY = "nobody"


class EmailForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An e-mail address."""

    email: EmailText


class ResetForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A new password, and the mailed token that allows it."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    password: PasswordText


class PasswordForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A new password, and the one it replaces."""

    current_password: PasswordText
    new_password: PasswordText


def mail_reset_link(request: Request, form: EmailForm) -> None:
    """Mail the link that allows a new password; to an address without account, that it has none.

    Both cost the same: two reads and one transaction.

    Raises:
        InvalidFields: the address cannot be one.
        TooManyRequests: too many links were asked for.
    """
    email = rules.normalised_email(form.email)
    count_attempt(request, PASSWORD_RESET)
    count_attempt(request, PASSWORD_RESET, email)
    with evenly():
        customer = customers.find(customer_emails.find_customer_id(email) or _NOBODY)
        secret = clock.new_id(32)
        token = _token(request, "reset", secret, email, customer)
        link = settings.url(f"/password/reset?token={secret}")
        mail = _mail(token, "password-reset", link=link, good_for=period_text(RESET_TOKEN))
        if customer is None:
            mail = _mail(token, "password-reset-unknown", register_url=settings.url("/register"))
        tokens.insert_with_mail(token, mail, request.now, seconds_left=_seconds_left(request))


def reset_password(request: Request, token: Token, typed: str) -> None:
    """Set the password that a mailed token allows, and end every session.

    Raises:
        Conflict: the account was changed at the same moment.
        InvalidFields: the password is easy to guess, or the token is good for nothing any more.
    """
    customer = customers.find(token.customer_id or _NOBODY)
    if customer is None or customer.epoch != token.epoch:
        raise used_or_too_old()
    password = _new_password(customer, typed, "password")
    change = _change(request, customer, password, "password-reset")
    if not tokens.redeem_reset(token, change, request.now, seconds_left=_seconds_left(request)):
        raise used_or_too_old()


def reset_context(request: Request, token: str) -> dict[str, object]:
    """Return what the page of a mailed link shows: whose password it is, or that it is over."""
    secret = token or (str(request.fields().get("token", "")) if request.is_form else "")
    kept = tokens.find(hash_of(secret)) if secret and request.wants_page else None
    is_open = kept is not None and is_good(kept, ("reset",), request.now)
    email = kept.email if kept and is_open else ""
    return {"token": secret, "email": email, "is_over": bool(secret) and not is_open}


def change_password(request: Request, form: PasswordForm) -> None:
    """Set a new password, and end every session but this one.

    Raises:
        Conflict: the account was changed at the same moment.
        FreshLoginRequired: the password was typed too long ago.
        InvalidFields: the new password is easy to guess, or the present one is wrong.
        NotAuthenticated: nobody is logged in.
        TooManyRequests: wrong passwords were tried too often.
    """
    visitor.require_fresh_login(request)
    session, customer = visitor.require_session(request), visitor.require_customer(request)
    password = _new_password(customer, form.new_password, "new_password")
    refuse_wrong_password(request, customer, form.current_password, "current_password")
    change = _change(request, customer, password, "password-changed")
    sessions.change_password(session, change, request.now, seconds_left=_seconds_left(request))


def mail_email_link(request: Request, form: EmailForm) -> None:
    """Mail the link that moves the account to another address; to an owner, that it has one.

    Raises:
        FreshLoginRequired: the password was typed too long ago.
        InvalidFields: the address cannot be one.
        NotAuthenticated: nobody is logged in.
        TooManyRequests: too many links were asked for.
    """
    visitor.require_fresh_login(request)
    customer, email = visitor.require_customer(request), rules.normalised_email(form.email)
    count_attempt(request, PASSWORD_RESET, email)
    with evenly():
        is_taken = customer_emails.find_customer_id(email) is not None
        secret = clock.new_id(32)
        token = _token(request, "email", secret, email, customer)
        link = settings.url(f"/verify?token={secret}")
        mail = _mail(token, "email-change", link=link, good_for=period_text(REGISTRATION_TOKEN))
        if is_taken:
            mail = _mail(token, "email-change-known", login_url=settings.url("/login"))
        tokens.insert_with_mail(token, mail, request.now, seconds_left=_seconds_left(request))


def change_email(request: Request, token: Token) -> None:
    """Move an account to the address that a mailed token proves.

    The session of the browser that follows the link goes on if it is the customer's own.

    Raises:
        Conflict: the address has come to belong to another account, or this one was changed.
        InvalidFields: the token is good for nothing any more.
    """
    customer = customers.find(token.customer_id)
    if customer is None or customer.epoch != token.epoch:
        raise used_or_too_old()
    notice = _mail(token, "email-changed", to=customer.email, name=customer.name, **_help())
    if not email_changes.redeem(
        token,
        EmailChange(customer, notice, event_of(request, customer.customer_id, "email-changed")),
        request.now,
        outlived_by=_own_session(request, customer),
        seconds_left=_seconds_left(request),
    ):
        raise used_or_too_old()


def _own_session(request: Request, customer: Customer) -> Session | None:
    session = visitor.current_session(request)
    return session if session and session.customer_id == customer.customer_id else None


def _new_password(customer: Customer, typed: str, field: str) -> str:
    context = PasswordContext(customer.email, customer.name)
    return new_password(typed, context, common_passwords(), field)


def _change(
    request: Request, customer: Customer, password: str, kind: AccountEventType
) -> PasswordChange:
    mail_id = f"password-changed#{customer.customer_id}#{customer.epoch}"
    notice = Mail(mail_id, customer.email, "password-changed", {"name": customer.name, **_help()})
    event = event_of(request, customer.customer_id, kind)
    return PasswordChange(customer, passwords.hash_password(password), notice, event)


def _token(
    request: Request, purpose: Purpose, secret: str, email: str, customer: Customer | None
) -> Token:
    return Token(
        token_hash=hash_of(secret),
        purpose=purpose,
        email=email,
        expires_at=lifetime_end(purpose, request.now),
        customer_id=customer.customer_id if customer else "",
        epoch=customer.epoch if customer else 0,
    )


def _mail(token: Token, template: str, to: str = "", **values: str) -> Mail:
    mail_id = f"{template}#{handle_of(token.token_hash)}"
    return Mail(mail_id, to or token.email, template, values)


def _help() -> dict[str, str]:
    return {
        "forgot_url": settings.url("/password/forgot"),
        "contact_url": settings.url("/contact"),
    }


def _seconds_left(request: Request) -> float:
    return request.time_left.total_seconds()
