"""Visits to the site: markers of the half hours in which each of a day's visitors was seen."""

from collections.abc import Iterable, Sequence
from datetime import date

from shop.domain.site_visits import HalfHour
from shop.storage.visitor_counts import VisitorCountRow, insert_marker


def count_new(day: date, seen: Sequence[HalfHour], batch: str) -> int:
    """Return how many visits a batch adds to a day: less than none where it joins two.

    The same for the same batch again, since each half hour and each pair is one batch's.
    """
    new = [half_hour for half_hour in seen if insert_marker(day, half_hour.marker, batch)]
    # Read after the new ones are kept: of two batches at the same time one sees the other.
    there = _there(day, {neighbour for half_hour in new for _, neighbour in half_hour.joins})
    joins = {join for each in new for join, neighbour in each.joins if neighbour in there}
    return len(new) - sum(insert_marker(day, join, batch) for join in sorted(joins))


def _there(day: date, markers: Iterable[str]) -> set[str]:
    keys = [(day.isoformat(), marker) for marker in sorted(markers)]
    return {row.part for row in VisitorCountRow.batch_get(keys, consistent_read=True)}
