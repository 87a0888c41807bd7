"""Whether the links to other sites still lead somewhere: a task's log, and the desk's list."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import msgspec

from shop.domain.links import LINKS, CheckedLink, Link, link_state
from shop.domain.orders import By
from shop.domain.visitor_reports import of_kind
from shop.gateways import settings
from shop.gateways.link_checks import status_of
from shop.storage import visitor_reports
from shop.telemetry import count, log_event
from shop.web.desk.views import UNNAMED_OPERATOR, Operator

_CLICK_DAYS = 30


class ListingLinks(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""

    operator: Operator = UNNAMED_OPERATOR


def checked(links: Sequence[Link]) -> list[CheckedLink]:
    """Ask for each link, all at the same time; nothing but these addresses is ever asked for."""
    with ThreadPoolExecutor(max(1, len(links))) as pool:
        statuses = pool.map(status_of, (link.url for link in links))
    return [CheckedLink(link, link_state(s), s) for link, s in zip(links, statuses, strict=True)]


def check_links(_request_id: str) -> dict[str, Any]:
    """Find out which links are dead, and tell."""
    return told(_checked())


def told(links: Sequence[CheckedLink]) -> dict[str, Any]:
    """Log which links are dead, and count them."""
    dead = [found for found in links if found.state == "dead"]
    for found in dead:
        log_event("dead-link", link=found.link.id, status=found.status)
    count("DeadLinks", len(dead))
    return {"dead": [found.link.id for found in dead]}


def list_links(_asked: ListingLinks, _by: By, now: datetime) -> dict[str, Any]:
    """Show the links with how they stand now, and how often people followed them in 30 days."""
    today = now.date()
    days = visitor_reports.list_days(today - timedelta(days=_CLICK_DAYS - 1), today)
    clicks = of_kind(days, "link")
    return {
        "links": [
            {
                "id": found.link.id,
                "title": found.link.title,
                "url": found.link.url,
                "state": found.state,
                "status": found.status,
                "clicks_in_30_days": clicks.get(found.link.id, 0),
            }
            for found in _checked()
        ]
    }


def _checked() -> list[CheckedLink]:
    """Ask in production only: a shop that is being worked on asks nobody."""
    if settings.STAGE == "prod":
        return checked(LINKS)
    return [CheckedLink(link, "not checked", None) for link in LINKS]
