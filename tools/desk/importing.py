"""Importing a file of goods through the order desk: all of it dry first, then a part at a time."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from typing import Any

from shop.domain.catalogue_import import FileRow, duplicates
from tools.desk.asking import Answer

AT_ONCE = 100
_MISFIT = "the row has more or fewer cells than the first line"
_TWICE = "is in the file more than once"

type Ask = Callable[..., Answer]
type Progress = Callable[[int], None]


@dataclass(slots=True)
class Plan:
    """What importing a file comes to, row by row as the order desk tells it; nothing is written."""

    parts: list[tuple[Sequence[FileRow], str]] = field(default_factory=list)
    rows: list[Answer] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows come to what."""
        return Counter(row["outcome"] for row in self.rows)


def plan(rows: Sequence[FileRow], ask: Ask, progress: Progress) -> Plan:
    """Run a file dry.

    What can only be seen in the file as a whole is found here, and told of like any other fault.
    """
    made, twice = Plan(), duplicates(rows)
    for part in batched(rows, AT_ONCE, strict=False):
        sound = [row for row in part if row.cells is not None and row.sku not in twice]
        made.rows += [_rejected(row, twice) for row in part if row not in sound]
        if sound:
            told = ask("import-products", rows=[row.cells for row in sound])
            made.parts.append((sound, told["confirm"]))
            made.rows += _told(sound, told)
        progress(len(part))
    made.rows.sort(key=lambda row: int(row["line"]))
    return made


def carry_out(planned: Plan, ask: Ask, progress: Progress) -> Iterator[Answer]:
    """Import what was planned, and return each part's rows as they were done.

    All parts are one import, so that one command takes all of it back.
    """
    import_id = None
    for rows, confirm in planned.parts:
        go_on: partial[Answer] = partial(ask, "import-products", rows=[r.cells for r in rows])
        told = go_on(confirm=confirm, import_id=import_id)
        import_id = told.get("import_id", import_id)
        progress(len(rows))
        yield told | {"import_id": import_id, "rows": _told(rows, told)}


def _told(rows: Sequence[FileRow], answer: Answer) -> list[Answer]:
    """Return rows with the lines of the file: the order desk counts its own."""
    return [told | {"line": row.line} for row, told in zip(rows, answer["rows"], strict=True)]


def _rejected(row: FileRow, twice: frozenset[str]) -> dict[str, Any]:
    reason = _TWICE if row.sku in twice else _MISFIT
    fault = {"column": "sku", "reason": reason}
    return {"line": row.line, "sku": row.sku, "outcome": "reject", "changes": [], "faults": [fault]}
