"""Who is asking: the session cookie, else the login this browser asked to have remembered.

A session costs two consistent reads: its own row, and the customer's for the epoch, which is how
sessions are ended all at once.
"""

from dataclasses import dataclass

from shop.domain import sessions as rules
from shop.domain.customers import Customer
from shop.domain.errors import FreshLoginRequired, NotAuthenticated
from shop.domain.mails import Mail
from shop.domain.remembered_logins import RememberedLogin, Verdict, is_in_force, judge
from shop.domain.sessions import Credential, Login, Session
from shop.gateways import clock, settings
from shop.storage import customers, remembered_logins, sessions
from shop.web.account_events import browser_in, event_of
from shop.web.cookies import REMEMBER, SESSION, clear_cookie, set_cookie
from shop.web.requests import Request

_KEPT = "visitor"
# A lost race is decided again on what the winner wrote, which is then recent: nothing more races.
_MOST_TRIES = 2


@dataclass(slots=True)
class Visitor:
    """What was found out; `customer` is read when it is first asked for."""

    session: Session | None
    customer: Customer | None = None


def session_claim(request: Request) -> Login | None:
    """Return the login of a live session without looking at the epoch.

    For callers that check the epoch in their own transaction; everybody else asks
    `current_login`.
    """
    session = _claimed(request).session
    return None if session is None else session.login


def current_login(request: Request) -> Login | None:
    """Return who is asking, or None for a visitor who is not logged in."""
    session = current_session(request)
    return None if session is None else session.login


def require_login(request: Request) -> Login:
    """Return who is asking.

    Raises:
        NotAuthenticated: nobody is logged in.
    """
    return require_session(request).login


def require_fresh_login(request: Request) -> Login:
    """Return who is asking, if the password was typed in this session within 15 minutes.

    Raises:
        FreshLoginRequired: it was not.
        NotAuthenticated: nobody is logged in.
    """
    login = require_login(request)
    if not rules.is_fresh(login, request.now):
        raise FreshLoginRequired("Please log in again: your password must be typed for this.")
    return login


def require_typed_password(request: Request) -> Login:
    """Return who is asking, if the password was typed in this session and not only remembered.

    Raises:
        FreshLoginRequired: a remembered login restored it.
        NotAuthenticated: nobody is logged in.
    """
    login = require_login(request)
    if login.authenticated_at is None:
        raise FreshLoginRequired("Please log in again: your password must be typed for this.")
    return login


def require_session(request: Request) -> Session:
    """Return the session of who is asking.

    Raises:
        NotAuthenticated: nobody is logged in.
    """
    session = current_session(request)
    if session is None:
        raise NotAuthenticated("Please log in to see this page.")
    return session


def require_customer(request: Request) -> Customer:
    """Return the account of who is asking; it was read to check the epoch, so it costs nothing.

    Raises:
        NotAuthenticated: nobody is logged in.
    """
    login = require_login(request)
    return _claimed(request).customer or customers.get(login.customer_id)


def current_session(request: Request) -> Session | None:
    """Return the live session of who is asking, of the customer's present epoch, or None."""
    visitor = _claimed(request)
    if visitor.session is not None and visitor.customer is None:
        visitor = _kept(request, _checked(request, visitor.session))
    return visitor.session


def start_session(
    request: Request, customer: Customer, *, credential: Credential, family_id: str | None
) -> Session:
    """Describe a new session of this browser, whose password was typed now."""
    return _opened(request, customer, credential, family_id=family_id, is_restored=False)


def shown_session(request: Request) -> Session | None:
    """Return the session of the cookie without restoring one: for what ends a login."""
    return _from_session_cookie(request)


def shown_family(request: Request) -> Credential | None:
    """Return the remember-me cookie's halves, good or not; None without such a cookie."""
    return rules.read_credential(request.cookies.get(REMEMBER.name, ""))


def new_credential() -> Credential:
    """Return an unguessable id and secret."""
    return Credential(clock.new_id(16), clock.new_id(32))


def _claimed(request: Request) -> Visitor:
    if _KEPT not in request.kept:
        session = _from_session_cookie(request)
        return _kept(request, Visitor(session) if session else _restored(request))
    visitor: Visitor = request.kept[_KEPT]
    return visitor


def _kept(request: Request, visitor: Visitor) -> Visitor:
    request.kept[_KEPT] = visitor
    request.customer_id = visitor.session.customer_id if visitor.session else None
    if visitor.session and visitor.customer:
        request.kept["customer"] = visitor.customer
    return visitor


def _checked(request: Request, session: Session) -> Visitor:
    """Read the customer of a session, and pass over the session if its epoch is over."""
    customer = customers.find(session.customer_id)
    if customer is None or customer.epoch != session.epoch:
        return _restored(request)
    if rules.is_due_for_marking(session, request.now):
        sessions.change_last_seen(session, request.now)
    return Visitor(session, customer)


def _from_session_cookie(request: Request) -> Session | None:
    credential = rules.read_credential(request.cookies.get(SESSION.name, ""))
    session = sessions.find(credential.id) if credential else None
    if credential is None or session is None or not rules.belongs_to(session, credential):
        return None
    return session if rules.is_live(session, request.now) else None


def _restored(request: Request) -> Visitor:
    """Log in who shows a remembered login's token, and hand out the next one if it is due."""
    shown = shown_family(request)
    if shown is None:
        return Visitor(None)
    for _ in range(_MOST_TRIES):
        family = remembered_logins.find(shown.id)
        customer = customers.find(family.customer_id) if family else None
        if not family or not customer or not is_in_force(family, customer.epoch, request.now):
            break
        visitor = _judged(request, shown, family, customer)
        if visitor is not None:
            return visitor
    return Visitor(None)


def _judged(
    request: Request, shown: Credential, family: RememberedLogin, customer: Customer
) -> Visitor | None:
    """Carry out what a shown token is worth; None if another request changed the family first."""
    token = clock.new_id(32)
    decision = judge(family, shown.secret_hash, rules.hash_of(token), request.now)
    if decision.verdict is Verdict.STOLEN:
        return _ended(request, family, customer)
    credential = new_credential()
    session = _opened(request, customer, credential, family_id=family.family_id, is_restored=True)
    if decision.verdict is Verdict.RESTORE:
        sessions.insert(session)
    elif remembered_logins.change_and_open(
        family, decision.family, session, seconds_left=request.time_left.total_seconds()
    ):
        value = Credential(family.family_id, token).in_cookie()
        lifetime = family.expires_at - request.now
        request.reply_cookies.append(set_cookie(REMEMBER, value, lifetime))
    else:
        return None
    request.reply_cookies.append(set_cookie(SESSION, credential.in_cookie()))
    return Visitor(session, customer)


def _ended(request: Request, family: RememberedLogin, customer: Customer) -> Visitor | None:
    from shop.telemetry import log_event  # noqa: PLC0415 - only this rare case logs

    handle = rules.handle_of(family.family_id)
    warning = Mail(
        f"remembered-login-stolen#{handle}",
        customer.email,
        "remembered-login-stolen",
        {"name": customer.name, "reset_url": settings.url("/password/forgot")},
    )
    event = event_of(request, customer.customer_id, "remembered-login-stolen")
    if not remembered_logins.remove_stolen(
        family, warning, event, seconds_left=request.time_left.total_seconds()
    ):
        return None
    log_event("remembered-login-stolen", family=handle, request_id=request.id)
    request.reply_cookies.append(clear_cookie(REMEMBER))
    return Visitor(None)


def _opened(
    request: Request,
    customer: Customer,
    credential: Credential,
    *,
    family_id: str | None,
    is_restored: bool,
) -> Session:
    return rules.opened(
        credential,
        (customer.customer_id, customer.epoch),
        browser_in(request),
        request.now,
        family_id=family_id,
        is_restored=is_restored,
    )
