"""The history of an account, a page at a time."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.account_events import SENTENCES, AccountEvent
from shop.domain.instants import rfc3339
from shop.storage import account_events
from shop.web.cursors import make_cursor, read_cursor
from shop.web.requests import Request
from shop.web.visitor import require_login


class HistoryQuery(msgspec.Struct):
    """How many events, and where to go on."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, Meta(max_length=1024)] = ""


class EventShown(msgspec.Struct):
    """An event as the owner of the account sees it."""

    at: str
    type: str
    detail: str
    device: str
    network: str


class HistoryShown(msgspec.Struct):
    """A page of the history, the newest first."""

    events: list[EventShown]
    next_cursor: str | None


def history_shown(request: Request, query: HistoryQuery) -> HistoryShown:
    """Return a page of the history of who is asking.

    Raises:
        InvalidRequest: the cursor is not one of this customer's.
        NotAuthenticated: nobody is logged in.
    """
    customer_id = require_login(request).customer_id
    list_name = f"account-events\n{customer_id}"
    before = read_cursor(list_name, query.cursor)
    found = account_events.list_by_customer(customer_id, before=before, limit=query.limit + 1)
    shown = found[: query.limit]
    has_more = len(found) > query.limit
    return HistoryShown(
        events=[_shown(event) for event in shown if request.now < event.expires_at],
        next_cursor=make_cursor(list_name, shown[-1].position) if has_more else None,
    )


def _shown(event: AccountEvent) -> EventShown:
    return EventShown(
        at=rfc3339(event.at),
        type=event.type,
        detail=SENTENCES[event.type],
        device=event.browser.device,
        network=event.browser.network,
    )
