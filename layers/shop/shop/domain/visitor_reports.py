"""What the days' numbers come to: totals, months as sums of days, and what may be told of whom."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shop.domain.demographics import PERSONAL_KINDS, Cell, Kind, Told, told
from shop.domain.viewed_pages import PRODUCT_ROUTE
from shop.domain.visitor_counts import Counts


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """What is kept of a day: its counts, and the numbers of its cells."""

    day: date
    counts: Counts
    cells: Mapping[Cell, int]

    def of_kind(self, kind: Kind) -> dict[str, int]:
        """Return the numbers of one kind by value."""
        return {value: number for (of, value), number in self.cells.items() if of == kind}


def summed(days: Iterable[DayNumbers]) -> Counts:
    """Return the sums of days: somebody who came on two days is in them twice."""
    counts = [day.counts for day in days]
    return Counts(
        page_views=sum(c.page_views for c in counts),
        visitors=sum(c.visitors for c in counts),
        bots=sum(c.bots for c in counts),
        orders=sum(c.orders for c in counts),
        visits=sum(c.visits for c in counts),
    )


def by_month(days: Iterable[DayNumbers]) -> dict[str, Counts]:
    """Return the sums of the days of each month, such as `2026-11`."""
    months: dict[str, list[DayNumbers]] = {}
    for day in days:
        months.setdefault(f"{day.day:%Y-%m}", []).append(day)
    return {month: summed(of_month) for month, of_month in months.items()}


def demographics(days: Iterable[DayNumbers]) -> dict[Kind, Told]:
    """Return what may be told of each kind: of each day for itself, and then the sums."""
    listed = list(days)
    return {
        kind: _summed(told(day.of_kind(kind), day.counts.visitors) for day in listed)
        for kind in PERSONAL_KINDS
    }


def pages(days: Iterable[DayNumbers]) -> Told:
    """Return the sums of what may be told of each day's views of each page."""
    return _summed(told(day.of_kind("page"), day.counts.page_views) for day in days)


def products(days: Iterable[DayNumbers]) -> Told:
    """Return the sums of what may be told of each day's views of each product."""
    return _summed(
        told(day.of_kind("product"), day.cells.get(("page", PRODUCT_ROUTE), 0)) for day in days
    )


def _summed(told_of_days: Iterable[Told]) -> Told:
    of_days = list(told_of_days)
    numbers: Counter[str] = Counter()
    for of_day in of_days:
        numbers.update(of_day.numbers)
    return Told(dict(numbers.most_common()), sum(of_day.others for of_day in of_days))


def of_kind(days: Iterable[DayNumbers], kind: Kind) -> dict[str, int]:
    """Return the sums of a kind that tells of nobody: rules for programs, links followed."""
    numbers: Counter[str] = Counter()
    for day in days:
        numbers.update(day.of_kind(kind))
    return dict(numbers.most_common())
