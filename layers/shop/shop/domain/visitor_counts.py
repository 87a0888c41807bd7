"""Daily numbers of visitors: who is counted, and how without keeping who it was."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from shop.domain.demographics import Cell, Kind, cell_of, cells_of
from shop.domain.retention import VISITOR_COUNTS, VISITOR_SALT
from shop.domain.site_visits import HalfHour, half_hour_of, half_hours
from shop.domain.viewed_pages import page_cells
from shop.domain.visits import Visit

# Fetched by programs and browsers of their own accord, so they are no pages that somebody viewed.
UNCOUNTED_ROUTES = frozenset(
    {
        "GET /assets/{file}",
        "GET /.well-known/gpc.json",
        "GET /.well-known/security.txt",
        "GET /robots.txt",
        "GET /favicon.ico",
        "GET /health",
    }
)
NO_USER_AGENT = "no user agent"
# Each term is a rule of its own: a user agent that holds one belongs to a program.
BOT_TERMS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "facebookexternalhit",
    "preview",
    "archiver",
    "scan",
    "monitor",
    "uptime",
    "pingdom",
    "lighthouse",
    "headless",
    "phantomjs",
    "selenium",
    "playwright",
    "curl/",
    "wget/",
    "python",
    "aiohttp",
    "httpx",
    "go-http-client",
    "java/",
    "okhttp",
    "apache-httpclient",
    "libwww",
    "node-fetch",
    "axios",
    "postman",
)
# A maker of telephones, whose name holds a term.
_NOT_A_BOT = "cubot"
LINK_ROUTE = "GET /links/{id}"
# A browser is sent on to the other site, a program is told where it is.
_CLICK_STATUSES = frozenset({200, 302})
_PAGE_STATUSES = frozenset({200, 304})
# A browser is sent on to the order's page, a program is answered with the order.
_ORDER_STATUSES = frozenset({201, 303})
# Rows are removed late by DynamoDB; older days than this were seen to by earlier runs.
_DAYS_LOOKED_BACK = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one day, or what a batch adds to them.

    `orders` are those of counted visitors, to compare with visits; the books have them all. What
    a batch adds to `visits` is less than none where it joins two of them.
    """

    page_views: int = 0
    visitors: int = 0
    bots: int = 0
    orders: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch of visits holds for one day; identities leave memory only as markers.

    `visitors` have their traits, `seen` is in which half hours each was there, `others` are pages
    and products viewed, programs by the rule they are known by, and links that were followed.
    """

    page_views: int
    bots: int
    visitors: Mapping[str, tuple[Cell, ...]]
    orders: frozenset[str]
    others: Mapping[Cell, int] = field(default_factory=dict)
    seen: frozenset[tuple[str, int]] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to count."""
        return not (self.page_views or self.bots or self.orders or self.others)

    def visitor_markers(self, salt: str) -> dict[str, tuple[Cell, ...]]:
        """Return the names under which the day's visitors are told apart, each with its traits."""
        marked = {f"visitor#{_salted(salt, who)}": cells for who, cells in self.visitors.items()}
        return dict(sorted(marked.items()))

    def half_hours(self, salt: str) -> tuple[HalfHour, ...]:
        """Return the names under which the half hours of the day's visits are told apart."""
        return half_hours(self.seen, lambda identity: _salted(salt, identity))

    def order_markers(self, salt: str) -> tuple[str, ...]:
        """Return the names under which the day's orders are told apart."""
        return tuple(sorted(f"order#{_salted(salt, number)}" for number in self.orders))


def bot_rule(user_agent: str | None) -> str | None:
    """Return the rule by which a user agent is a program's; None for a person's browser."""
    if not user_agent:
        return NO_USER_AGENT
    searched = user_agent.lower().replace(_NOT_A_BOT, "")
    return next((term for term in BOT_TERMS if term in searched), None)


def is_page_view(visit: Visit) -> bool:
    """Tell whether a visit is a page, or its data, that was asked for and answered."""
    return (
        visit.method == "GET"
        and visit.status in _PAGE_STATUSES
        and visit.route not in UNCOUNTED_ROUTES
    )


def is_counted(visit: Visit) -> bool:
    """Tell whether a visit is counted as a person's."""
    counts = is_page_view(visit) or _places_order(visit)
    return counts and not visit.do_not_count and bot_rule(visit.user_agent) is None


def _places_order(visit: Visit) -> bool:
    return (
        visit.route == "POST /orders"
        and visit.status in _ORDER_STATUSES
        and visit.order_number is not None
    )


def by_day(visits: Iterable[Visit]) -> dict[date, list[Visit]]:
    """Sort visits into the days, in UTC, on which they were made."""
    days: dict[date, list[Visit]] = {}
    for visit in visits:
        days.setdefault(visit.at.astimezone(UTC).date(), []).append(visit)
    return days


def tally(visits: Iterable[Visit], own_host: str) -> Tally:
    """Count one day's visits to our host; those who asked not to be counted leave no trace here."""
    willing = [visit for visit in visits if not visit.do_not_count]
    people = [visit for visit in willing if is_counted(visit)]
    views = [visit for visit in people if is_page_view(visit)]
    rules = Counter(rule for v in willing if is_page_view(v) and (rule := bot_rule(v.user_agent)))
    links = Counter(link for v in willing if (link := link_followed(v)))
    return Tally(
        page_views=len(views),
        bots=rules.total(),
        # Backwards, so that the first of a visitor's visits tells the traits.
        visitors={_who(v): cells_of(v, own_host) for v in reversed(people)},
        orders=frozenset(v.order_number for v in people if v.order_number and _places_order(v)),
        others=page_cells(views) | _cells("bot", rules) | _cells("link", links),
        seen=frozenset((_who(v), half_hour_of(v.at)) for v in people),
    )


def _who(visit: Visit) -> str:
    return f"{visit.ip}\n{visit.user_agent}"


def link_followed(visit: Visit) -> str | None:
    """Return the link of the registry that a person has followed; None for every other visit."""
    is_click = visit.route == LINK_ROUTE and visit.status in _CLICK_STATUSES
    return visit.path.rpartition("/")[2] if is_click and not bot_rule(visit.user_agent) else None


def _cells(kind: Kind, numbers: Mapping[str, int]) -> dict[Cell, int]:
    return {(kind, value): number for value, number in numbers.items()}


def _salted(salt: str, identity: str) -> str:
    return hmac.digest(salt.encode(), identity.encode(), hashlib.sha256).hex()[:32]


def batch_id(event_ids: Iterable[str]) -> str:
    """Return the name of a batch of log events: the same when the batch is delivered again."""
    return hashlib.sha256("\n".join(event_ids).encode()).hexdigest()


def forgotten_at(day: date) -> datetime:
    """Return when a day's salt and markers are dead, whenever on that day they were made."""
    return datetime.combine(day, time(), UTC) + VISITOR_SALT


def can_be_counted(day: date, now: datetime) -> bool:
    """Tell whether visits of a day still can be counted; without its salt they would be twice."""
    return now < forgotten_at(day)


def counts_expire_at(day: date) -> datetime:
    """Return when a day's numbers are removed."""
    return datetime.combine(day, time(), UTC) + VISITOR_COUNTS


def days_to_forget(now: datetime) -> tuple[date, ...]:
    """Return the recent days whose salts and markers are dead."""
    today = now.astimezone(UTC).date()
    days = (today - timedelta(days=back) for back in range(_DAYS_LOOKED_BACK + 1))
    return tuple(day for day in days if not can_be_counted(day, now))


def identifies(part: str) -> bool:
    """Tell whether a part of a day is there to tell visitors apart, so must go with its salt."""
    return part != "counts" and cell_of(part) is None
