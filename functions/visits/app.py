"""Carries visit lines from the log group into the visit log and the day's counts.

A batch may come twice, or again after half of it was kept: records have keys that decide their
content, and a batch is counted in the transaction that notes it as counted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from shop.domain import visitor_counts as counting
from shop.domain.referrers import parted
from shop.domain.visitor_counts import Counts
from shop.domain.visits import Visit, read_line, records_of
from shop.gateways import clock, settings
from shop.gateways.log_events import LogLine, read_log_lines
from shop.storage import referrers, site_visits, visitor_counts, visits
from shop.telemetry import count, log_event, note, observed

_SALT_BYTES = 32
# Far less than the function has: it only bounds how long conflicts are waited out.
_SECONDS_TO_COUNT = 10.0


@observed("visits")
def lambda_handler(event: dict[str, Any], context: object) -> None:
    """Keep and count the visits of one batch; an error makes Lambda deliver the batch again."""
    lines = read_log_lines(event)
    read = [visit for line in lines if (visit := _read(line)) is not None]
    visits.insert_all(record for visit in read for record in records_of(visit))
    note(records=len(lines), failed=len(lines) - len(read))
    batch = counting.batch_id(line.id for line in lines)
    for day, visits_of_day in counting.by_day(read).items():
        _count(day, visits_of_day, batch, clock.now())


def _read(line: LogLine) -> Visit | None:
    """Read one line; one that holds no visit must not keep the others from being kept."""
    try:
        return read_line(line.message)
    except ValueError as error:
        log_event("visit-line-skipped", log_event_id=line.id, reason=type(error).__name__)
        return None


def _count(day: date, visits_of_day: list[Visit], batch: str, now: datetime) -> None:
    tally = counting.tally(visits_of_day, urlsplit(settings.SITE_URL).hostname or "")
    if tally.is_empty:
        return
    if not counting.can_be_counted(day, now):
        log_event("visits-too-late-to-count", day=day.isoformat(), visits=len(visits_of_day))
        return
    if visitor_counts.has_batch(day, batch):
        return
    salt = visitor_counts.salt_in_force(day, clock.new_id(_SALT_BYTES))
    visitors = tally.visitor_markers(salt)
    new = _new(day, visitors, batch)
    counts = Counts(
        page_views=tally.page_views,
        visitors=len(new),
        bots=tally.bots,
        orders=len(_new(day, tally.order_markers(salt), batch)),
        visits=site_visits.count_new(day, tally.half_hours(salt), batch),
    )
    hosts, cells = parted(
        Counter(tally.others) + Counter(cell for who in new for cell in visitors[who])
    )
    referrers.add(day, batch, hosts, seconds_left=_SECONDS_TO_COUNT)
    if visitor_counts.add_counts(day, batch, counts, cells, seconds_left=_SECONDS_TO_COUNT):
        count("PageViews", counts.page_views)
        count("Visits", counts.visits)
        count("Visitors", counts.visitors)
        count("Bots", counts.bots)


def _new(day: date, markers: Iterable[str], batch: str) -> list[str]:
    return [who for who in markers if visitor_counts.insert_marker(day, who, batch)]
