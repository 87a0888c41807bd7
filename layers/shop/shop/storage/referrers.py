"""Numbers of visitors by the site that led them here: no more hosts a day than there is room for.

The part `referrers` of a day counts the hosts it was given; it goes with the day's markers.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from pynamodb.transactions import TransactWrite

from shop.domain.demographics import Cell, cell_of
from shop.domain.referrers import MOST_REFERRERS, NO_OTHER_SITE, newcomers
from shop.domain.visitor_counts import forgotten_at
from shop.storage.transactions import Cancelled, write_together
from shop.storage.visitor_counts import VisitorCountRow, put_cells_in, put_mark_in


def add(day: date, batch: str, numbers: Mapping[str, int], *, seconds_left: float) -> None:
    """Add what a batch holds to the numbers of a day's hosts, once; hosts without room are left.

    Raises:
        TryAgain: conflicts, throttling or the deadline stood in the way; try the batch again.
    """
    if not numbers:
        return
    known = _known(day)
    new = newcomers(numbers, known)
    kept = sorted(known & numbers.keys())
    try:
        _add(day, batch, numbers, [*kept, *new], len(new), seconds_left=seconds_left)
    except Cancelled:
        # The batch is counted, or others took the room; then what was known is counted alone.
        with suppress(Cancelled):
            _add(day, batch, numbers, kept, 0, seconds_left=seconds_left)


def _known(day: date) -> set[str]:
    parts = VisitorCountRow.part.startswith("cell#referrer#")
    rows = VisitorCountRow.query(day.isoformat(), parts, consistent_read=True)
    return {cell[1] for row in rows if (cell := cell_of(row.part))} - {NO_OTHER_SITE}


def _add(
    day: date,
    batch: str,
    numbers: Mapping[str, int],
    hosts: Sequence[str],
    new: int,
    *,
    seconds_left: float,
) -> None:
    cells: list[tuple[Cell, int]] = [(("referrer", host), numbers[host]) for host in hosts]

    def fill(transaction: TransactWrite) -> None:
        put_mark_in(transaction, day, f"{batch}#referrers")
        put_cells_in(transaction, day, cells)
        if new:
            _take_room_in(transaction, day, new)

    write_together(fill, seconds_left=seconds_left)


def _take_room_in(transaction: TransactWrite, day: date, hosts: int) -> None:
    number = VisitorCountRow.number
    transaction.update(
        VisitorCountRow(day.isoformat(), "referrers"),
        [number.add(hosts), VisitorCountRow.expires_at.set(forgotten_at(day))],
        condition=number.does_not_exist() | (number <= MOST_REFERRERS - hosts),
    )
