"""Logging in and out: the forms, the session list, and what a login changes in the browser."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shop.domain import customers as customer_rules
from shop.domain import sessions as rules
from shop.domain.carts import Merged
from shop.domain.customers import Customer
from shop.domain.errors import InvalidCredentials, NotFound
from shop.domain.instants import rfc3339
from shop.domain.passwords import normalised_password
from shop.domain.remembered_logins import remembered
from shop.domain.sessions import Session
from shop.gateways import passwords
from shop.storage import account_events, customers, remembered_logins, sessions
from shop.web import visitor
from shop.web.account_events import event_of
from shop.web.accounts.arrivals import begin
from shop.web.accounts.password_checks import customer_with
from shop.web.cookies import CART, REMEMBER, SESSION, clear_cookie, set_cookie
from shop.web.requests import Request
from shop.web.routes import methods_of

_LOCAL_ADDRESS = re.compile(r"(?P<path>/[\w./~%-]*)(\?[\w./~%&=+-]*)?", re.ASCII)
_AFTER_LOGIN = "/account"


class LoginForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is typed to log in; `next` is the page of the shop to go on with."""

    email: Annotated[str, Meta(min_length=1, max_length=320)]
    password: Annotated[str, Meta(min_length=1, max_length=1024)]
    remember: bool = False
    next: Annotated[str, Meta(max_length=512)] = ""


class LoginQuery(msgspec.Struct):
    """Where to go on after logging in, and what has just been done."""

    next: Annotated[str, Meta(max_length=512)] = ""
    done: Literal["verified", "reset", "email", ""] = ""


class UnitsMoved(msgspec.Struct):
    """So many units of a product."""

    sku: str
    quantity: int


class CartsMerged(msgspec.Struct):
    """What came from the browser's cart into the customer's, and what found no room there."""

    added: list[UnitsMoved]
    left_out: list[UnitsMoved]


class LoggedIn(msgspec.Struct):
    """Who has logged in; `cart` only if there was something in the browser's cart."""

    customer_id: str
    name: str
    email: str
    remembered: bool
    cart: CartsMerged | UnsetType = UNSET


class SessionShown(msgspec.Struct):
    """A session as its owner sees it; `id` is no part of a cookie."""

    id: str
    created_at: str
    last_seen_at: str
    device: str
    network: str
    current: bool
    remembered: bool


@dataclass(frozen=True, slots=True)
class Started:
    """A login that has begun, with the cookies that carry it."""

    session: Session
    cookies: list[str]


def authenticated(request: Request, form: LoginForm) -> Customer:
    """Return whose address and password these are.

    Raises:
        InvalidCredentials: nobody's, or another's.
        InvalidFields: the address cannot be one.
        TooManyRequests: too many failures before this attempt.
    """
    email = customer_rules.normalised_email(form.email)
    customer = customer_with(request, email, form.password)
    if customer is None:
        raise InvalidCredentials("The e-mail address or the password is not right.")
    if passwords.needs_rehash(customer.password_hash):
        password = normalised_password(form.password)
        customers.change_password_hash(customer, passwords.hash_password(password))
    return customer


def start(request: Request, customer: Customer, *, remember: bool) -> Started:
    """Begin a session under a new id, and end what this browser was logged in as before."""
    credential, family = visitor.new_credential(), visitor.new_credential()
    session = visitor.start_session(
        request, customer, credential=credential, family_id=family.id if remember else None
    )
    cookies = [set_cookie(SESSION, credential.in_cookie())]
    end_shown(request)
    if remember:
        kept = remembered(
            family, customer_id=customer.customer_id, epoch=customer.epoch, now=request.now
        )
        begin(request, customer, session, kept)
        cookies.append(set_cookie(REMEMBER, family.in_cookie()))
    else:
        begin(request, customer, session, None)
        cookies += [clear_cookie(REMEMBER)] if REMEMBER.name in request.cookies else []
    request.customer_id = customer.customer_id
    return Started(session, cookies)


def end_shown(request: Request) -> bool:
    """End the login that a browser's cookies carry; False if they carry none."""
    session, family = visitor.shown_session(request), visitor.shown_family(request)
    if family is not None:
        remembered_logins.remove_shown(family)
    if session is None:
        return False
    end(session)
    return True


def end(session: Session) -> None:
    """End a session and forget the login that would restore it; ended twice is ended."""
    if session.family_id is not None:
        remembered_logins.remove(session.family_id, session.customer_id)
    sessions.remove(session)


def end_others(request: Request, current: Session) -> None:
    """End every session of a customer's but this one.

    Raises:
        Conflict: they were ended by another request at the same moment.
    """
    remembered_logins.change_epoch(
        current,
        current.epoch + 1,
        event_of(request, current.customer_id, "other-sessions-ended"),
        seconds_left=request.time_left.total_seconds(),
    )


def revoke(request: Request, session: Session) -> None:
    """End one session of the customer's, as they asked on their list."""
    end(session)
    account_events.insert(event_of(request, session.customer_id, "session-ended"))


def cleared_cookies() -> list[str]:
    """Return the removal of every cookie that belongs to a login, and of the cart's."""
    return [clear_cookie(cookie) for cookie in (SESSION, REMEMBER, CART)]


def live_sessions(request: Request, current: Session) -> list[Session]:
    """Return a customer's sessions that are not over, the newest first."""
    others = [
        session
        for session in sessions.list_by_customer(current.customer_id)
        if session.epoch == current.epoch
        and session.session_id != current.session_id
        and rules.is_live(session, request.now)
    ]
    return sorted([current, *others], key=lambda session: session.created_at, reverse=True)


def session_named(request: Request, current: Session, handle: str) -> Session:
    """Return the customer's session of a name.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    for session in live_sessions(request, current):
        if rules.handle_of(session.session_id) == handle:
            return session
    raise NotFound("There is no such session.")


def session_shown(session: Session, current: Session) -> SessionShown:
    """Describe a session for its owner."""
    return SessionShown(
        id=rules.handle_of(session.session_id),
        created_at=rfc3339(session.created_at),
        last_seen_at=rfc3339(session.last_seen_at),
        device=session.device,
        network=session.network,
        current=session.session_id == current.session_id,
        remembered=session.family_id is not None,
    )


def logged_in(customer: Customer, session: Session, merged: Merged | None = None) -> LoggedIn:
    """Describe who has logged in, and what that brought into their cart."""
    return LoggedIn(
        customer.customer_id,
        customer.name,
        customer.email,
        session.family_id is not None,
        UNSET if merged is None else _carts_merged(merged),
    )


def _carts_merged(merged: Merged) -> CartsMerged:
    added, left_out = (
        [UnitsMoved(units.sku, units.quantity) for units in some]
        for some in (merged.added, merged.left_out)
    )
    return CartsMerged(added, left_out)


def safe_next(address: str) -> str:
    """Return a page of this shop to go on with; anything else leads to the account."""
    match = _LOCAL_ADDRESS.fullmatch(address)
    if match is None or address.startswith("//") or "GET" not in methods_of(match["path"]):
        return _AFTER_LOGIN
    return address
