"""What the commands print: a line for each row that is not as before, progress, and a summary."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shop.domain.catalogue_import import Decision, Outcome

_LONGEST_VALUE = 60
_PROGRESS_SECONDS = 1.0
_WORDS: dict[Outcome, str] = {
    "create": "created",
    "update": "updated",
    "same": "the same",
    "reject": "rejected",
}


@dataclass(slots=True)
class Progress:
    """Tells on the standard error, once a second, how far a long command has come."""

    total: int
    done: int = 0
    told_at: float = field(default_factory=time.monotonic)

    def over[T](self, items: Iterable[T]) -> Iterator[T]:
        """Pass items on and count them."""
        for item in items:
            yield item
            self.done += 1
            if time.monotonic() - self.told_at >= _PROGRESS_SECONDS:
                self.told_at = time.monotonic()
                print(f"{self.done:,} of {self.total:,} rows", file=sys.stderr, flush=True)


def row_in_words(decision: Decision) -> str:
    """Tell what a row comes to: which columns change how, or what is wrong with which."""
    if decision.outcome == "reject":
        told = "; ".join(f"{fault.column} {fault.reason}" for fault in decision.faults)
    else:
        told = "; ".join(
            f"{column}: {_shown(after)}" if decision.before is None
            else f"{column}: {_shown(before)} -> {_shown(after)}"
            for column, before, after in decision.changes
        )  # fmt: skip
    return f"line {decision.line}  {decision.sku or '(no SKU)'}  {decision.outcome}  {told}"


def summary_in_words(counts: Counter[Outcome], *, is_dry: bool) -> str:
    """Tell how many rows came to what."""
    told = ", ".join(f"{counts[outcome]:,} {words}" for outcome, words in _WORDS.items())
    return f"{'Dry run, nothing written: ' if is_dry else ''}{_counted(counts.total())}: {told}."


def _shown(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"
