"""Beginning a session, and telling the owner when it is on a device new to the account."""

from shop.domain.customers import Customer
from shop.domain.errors import TryAgain
from shop.domain.instants import in_words
from shop.domain.known_devices import Sighting, device_mark, sighted
from shop.domain.mails import Mail
from shop.domain.remembered_logins import RememberedLogin
from shop.domain.sessions import Session, handle_of
from shop.gateways import settings
from shop.storage import customers, logins, remembered_logins, sessions
from shop.storage.logins import Arrival
from shop.web.account_events import browser_in, event_of
from shop.web.requests import Request

# A lost race is decided again on what the winner wrote; so many at once are no customer's.
_MOST_TRIES = 3


def begin(
    request: Request, customer: Customer, session: Session, family: RememberedLogin | None
) -> None:
    """Keep a session whose password was typed now, and the remembered login if there is one.

    Raises:
        TryAgain: nothing was written.
    """
    for _ in range(_MOST_TRIES):
        sighting = _sighting(request, customer)
        if not sighting.is_new:
            _begin_on_known(request, customer, session, family, sighting)
            return
        arrival = _arrival(request, customer, session, sighting)
        if logins.insert(session, family, arrival, request.now, seconds_left=_left(request)):
            return
        customer = customers.get(customer.customer_id)
    raise TryAgain


def _sighting(request: Request, customer: Customer) -> Sighting:
    mark = device_mark(customer.customer_id, browser_in(request))
    return sighted(customer.devices, mark, request.now)


def _begin_on_known(
    request: Request,
    customer: Customer,
    session: Session,
    family: RememberedLogin | None,
    sighting: Sighting,
) -> None:
    if family is None:
        sessions.insert(session)
    else:
        remembered_logins.insert_with_session(family, session, seconds_left=_left(request))
    if sighting.is_due:
        customers.change_devices(customer, sighting.devices)


def _left(request: Request) -> float:
    return request.time_left.total_seconds()


def _arrival(request: Request, customer: Customer, session: Session, sighting: Sighting) -> Arrival:
    event = event_of(request, customer.customer_id, "logged-in-new-device")
    notice = _notice(customer, session) if sighting.is_told else None
    return Arrival(customer, sighting.devices, event, notice)


def _notice(customer: Customer, session: Session) -> Mail:
    values = {
        "name": customer.name,
        "device": session.device,
        "network": session.network,
        "at": in_words(session.created_at),
        "sessions_url": settings.url("/sessions"),
        "forgot_url": settings.url("/password/forgot"),
    }
    mail_id = f"new-device#{handle_of(session.session_id)}"
    return Mail(mail_id, customer.email, "new-device", values)
