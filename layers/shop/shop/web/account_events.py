"""What is written into the history of an account about a request."""

from shop.domain.account_events import AccountEvent, AccountEventType
from shop.domain.sessions import Browser, browser_of
from shop.gateways import clock
from shop.web.requests import Request


def browser_in(request: Request) -> Browser:
    """Describe roughly where a request comes from."""
    return browser_of(request.headers.get("user-agent", ""), request.address)


def event_of(request: Request, customer_id: str, kind: AccountEventType) -> AccountEvent:
    """Return what happens to an account by a request."""
    return AccountEvent(customer_id, clock.new_id(8), request.now, kind, browser_in(request))
