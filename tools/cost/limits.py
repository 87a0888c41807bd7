"""What runs out first: each limit, and at how many visits a day the busiest seconds meet it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from tools.cost.figures import Figures
from tools.cost.model import (
    FOLLOWING,
    ORDER,
    SECONDS_A_DAY,
    billed_milliseconds,
    following,
    requested,
    units_a_visitor,
)
from tools.cost.template_counts import Deployed

PARTITION_WRITES = 1_000
PARTITION_READS = 3_000
NEW_TABLE_WRITES = 4_000
NEW_TABLE_READS = 12_000
_LARGEST = "1000000"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit; `each_visit` is what a mean visit takes of it."""

    what: str
    most: Decimal
    unit: str
    each_visit: Decimal
    then: str
    is_daily: bool = False

    def visits_a_day(self, peak: Decimal) -> int:
        """Return how many visits a day meet it; of limits by the second, in the busiest ones."""
        day = self.most if self.is_daily else self.most * SECONDS_A_DAY / peak
        return int((day / self.each_visit).to_integral_value(ROUND_DOWN))


def limits(figures: Figures, place: Deployed) -> list[Limit]:
    """Return every limit, the first that is met at first."""
    found = [*_front(figures, place), *_keys(figures), *_tables(figures), *_mail(figures)]
    peak = figures.assumed("peak")
    return sorted(found, key=lambda limit: limit.visits_a_day(peak))


def _front(figures: Figures, place: Deployed) -> Iterator[Limit]:
    rates = requested(figures)
    requests = sum(rates.values(), Decimal(0))
    seconds = busy_seconds(figures, place)
    own = "Raise `ThrottlingRateLimit` in template.yaml, up to what the account has."
    login = "Raise it with the memory of `sessions` in mind: each is a password's hash."
    ask = "Ask for more by Service Quotas; it takes days, so ask before a campaign."
    serve = "Serve `/assets` from CloudFront, which takes most requests away; then ask for more."
    of_account = "concurrent calls, of an account"
    yield Limit(
        "The shop's own throttle", Decimal(place.requests_a_second), "requests/s", requests, own
    )
    yield Limit(
        "The throttle of `POST /login`",
        Decimal(place.logins_a_second),
        "requests/s",
        rates["POST /login"],
        login,
    )
    yield Limit("API Gateway, of an account", Decimal(10_000), "requests/s", requests, serve)
    yield Limit(f"Lambda, {of_account} that is new", Decimal(10), "at once", seconds, ask)
    yield Limit(f"Lambda, {of_account}", Decimal(1_000), "at once", seconds, serve)


def busy_seconds(figures: Figures, place: Deployed) -> Decimal:
    """Return how long functions run for a mean visit: calls at once are that by visits a second."""
    total = Decimal(0)
    for name, rate in requested(figures).items():
        step = figures.steps[name]
        total += rate * billed_milliseconds(figures, step, place.memory_mb[step.function])
    return total / 1000


def _keys(figures: Figures) -> Iterator[Limit]:
    orders = figures.assumed(ORDER)
    lines = sum(requested(figures).values(), Decimal(0))
    counts = figures.steps["one visit"].writes["VisitorCountsTable"] - units_a_visitor(figures)
    batches = lines / figures.assumed(f"lines_a_batch_{_LARGEST}")
    day = batches * counts + figures.assumed("visitors_a_visit") * units_a_visitor(figures)
    kind = figures.steps["one visit"].writes["VisitsTable/by_kind"] * lines
    product = figures.steps[ORDER].writes["ProductsTable"]
    popular = figures.assumed("popular_share") * (1 + figures.assumed("further_lines_an_order"))
    yield _key(
        "The day in `VisitorCountsTable`, each visitor once",
        day,
        "Spread the day over ten keys by the visitor's hash and add them up when they are read.",
    )
    yield _key(
        "The kind `address` in `VisitsTable/by_kind`",
        kind,
        "Write no records for style sheets and pictures; then spread the kind over ten keys.",
    )
    yield _key(
        "A popular product's stock",
        orders * popular * product,
        "Keep a campaign's stock on several rows, and sell from one picked at random.",
    )
    yield _key(
        "New orders in `OrdersTable/by_status`",
        orders * figures.steps[ORDER].writes["OrdersTable/by_status"],
        "Spread the status over ten keys; the desk reads ten lists.",
    )
    yield _key(
        "Numbering invoices in `InvoicesTable`, at most",
        orders * _written(figures, "paid", "InvoicesTable"),
        "One series of numbers a till: two series number twice as fast.",
    )
    yield _key(
        "Unsent mails in `MailsTable/by_unsent`",
        orders * sum(_written(figures, phase, "MailsTable/by_unsent") for phase in FOLLOWING),
        "Spread what is unsent over ten keys.",
    )


def _key(what: str, each_visit: Decimal, then: str) -> Limit:
    return Limit(what, Decimal(PARTITION_WRITES), "write units/s", each_visit, then)


def _written(figures: Figures, phase: str, table: str) -> Decimal:
    steps = (figures.steps[name] for name in following(figures, phase))
    return sum((step.writes.get(table, Decimal(0)) for step in steps), Decimal(0))


def _tables(figures: Figures) -> Iterator[Limit]:
    rates = requested(figures)
    reads = Decimal(0)
    for name, rate in rates.items():
        reads += rate * figures.steps[name].reads.get("ProductsTable", Decimal(0))
    lists = rates["GET /"] + rates["GET /products"] + rates["GET /products, searched"]
    writes = sum(rates.values(), Decimal(0)) * figures.steps["one visit"].writes["VisitsTable"]
    warm = (
        "Warm the table up before a campaign (`WarmThroughput`); by itself it takes twice the last"
        " peak at once, and more after 30 minutes."
    )
    yield Limit(
        "Reading `ProductsTable`, new on demand",
        Decimal(NEW_TABLE_READS),
        "read units/s",
        reads,
        warm,
    )
    yield Limit(
        "Writing `VisitsTable`, new on demand",
        Decimal(NEW_TABLE_WRITES),
        "write units/s",
        writes,
        warm,
    )
    yield Limit(
        "A product that every list shows",
        Decimal(PARTITION_READS),
        "read units/s",
        lists / 2,
        "Keep what a list shows with its terms, or lists for some seconds in CloudFront.",
    )


def _mail(figures: Figures) -> Iterator[Limit]:
    steps = (figures.steps[name] for phase in FOLLOWING for name in following(figures, phase))
    mails = figures.assumed(ORDER) * sum((step.mails for step in steps), Decimal(0))
    tests = figures.assumed("test_orders_a_day")
    yield Limit(
        "SES in its sandbox, less the test orders' mails",
        200 - tests,
        "mails a day",
        mails,
        "Ask for production access before opening: until then only verified addresses get mail.",
        is_daily=True,
    )
    yield Limit(
        "SES in production, as it is given at first",
        50_000 - tests,
        "mails a day",
        mails,
        "It grows with good use; ask for more by Service Quotas a week before.",
        is_daily=True,
    )
