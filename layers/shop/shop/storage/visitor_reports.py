"""The days' numbers as reports read them: counts and cells, never what tells visitors apart."""

from datetime import UTC, date, datetime, time, timedelta

from shop.domain.demographics import Cell, cell_of
from shop.domain.visitor_counts import Counts
from shop.domain.visitor_reports import DayNumbers
from shop.storage.visitor_counts import VisitorCountRow


def list_days(first: date, last: date) -> list[DayNumbers]:
    """Return the numbers of each day from one to another; zeros where nothing was counted."""
    length = (last - first).days + 1
    return [_day(first + timedelta(days=number)) for number in range(length)]


def find_oldest(today: date, looked_back: timedelta) -> datetime | None:
    """Return the beginning of the oldest day that has numbers; None without any."""
    days = [today - timedelta(days=back) for back in range(looked_back.days + 1)]
    keys = [(day.isoformat(), "counts") for day in days]
    found = [date.fromisoformat(row.day) for row in VisitorCountRow.batch_get(keys)]
    return datetime.combine(min(found), time(), UTC) if found else None


def _day(day: date) -> DayNumbers:
    counts, cells = Counts(), dict[Cell, int]()
    # From `cell#` to `counts`: the parts in between are the numbers, those outside are markers.
    between = VisitorCountRow.part.between("cell#", "counts")
    for row in VisitorCountRow.query(day.isoformat(), between):
        cell = cell_of(row.part)
        if cell is not None:
            cells[cell] = row.number or 0
        elif row.part == "counts":
            counts = _counts(row)
    return DayNumbers(day, counts, cells)


def _counts(row: VisitorCountRow) -> Counts:
    return Counts(
        page_views=row.page_views or 0,
        visitors=row.visitors or 0,
        bots=row.bots or 0,
        orders=row.orders or 0,
        # Days from before they were counted have none.
        visits=row.visits or 0,
    )
