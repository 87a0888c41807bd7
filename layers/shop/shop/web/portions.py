"""The part of a long list that one page shows, so that a page stays light however much is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from shop.web.cursors import make_cursor, read_cursor

# Of what a page may weigh, the part that is left for what it lists, before it is compressed.
ROOM_BYTES = 20_000
MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Portion[Entry]:
    """Consecutive entries, the first of them number `first` of `total`, counted from 1.

    `cursor` leads to those that follow; it is empty where none do.
    """

    shown: list[Entry]
    first: int
    total: int
    cursor: str


def portion[Entry](
    list_name: str,
    entries: Sequence[tuple[str, Entry]],
    *,
    cursor: str = "",
    most: int = MOST_ENTRIES,
    room_bytes: int = ROOM_BYTES,
) -> Portion[Entry]:
    """Return the entries after a cursor that one page has room for, and one at the least.

    Each entry comes with its place, and the list is sorted by that, the highest first: so what is
    added at its head or removed from it meanwhile moves nothing on the pages that follow.

    Raises:
        InvalidRequest: the cursor is not of this list.
    """
    after = read_cursor(list_name, cursor)
    start = sum(place >= after for place, _ in entries) if after else 0
    shown = fitting([entry for _, entry in entries[start : start + most]], room_bytes)
    shown = shown or [entry for _, entry in entries[start : start + 1]]
    end = start + len(shown)
    following = make_cursor(list_name, entries[end - 1][0]) if end < len(entries) else ""
    return Portion(shown, start + 1, len(entries), following)


def latest[Entry](
    list_name: str,
    entries: Sequence[Entry],
    *,
    cursor: str = "",
    most: int = MOST_ENTRIES,
    room_bytes: int = ROOM_BYTES,
) -> Portion[Entry]:
    """Return the last entries of a list that only grows at its end, or those before a cursor.

    They stay in the order that they have; only the portion's numbers count from the end.

    Raises:
        InvalidRequest: the cursor is not of this list.
    """
    placed = [(f"{place:08}", entry) for place, entry in enumerate(entries)]
    found = portion(list_name, placed[::-1], cursor=cursor, most=most, room_bytes=room_bytes)
    return replace(found, shown=found.shown[::-1])


def _size_as_json(entry: object) -> int:
    return len(msgspec.json.encode(entry))


def fitting[Entry](
    entries: Sequence[Entry], room_bytes: int, size: Callable[[Entry], int] = _size_as_json
) -> list[Entry]:
    """Return as many of the first entries as fit together, by their size as JSON or another one."""
    fits = []
    for entry in entries:
        room_bytes -= size(entry)
        if room_bytes < 0:
            break
        fits.append(entry)
    return fits
