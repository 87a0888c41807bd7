"""Importing goods: a hundred rows at a time, so that a file of any length needs little memory.

The operators' tool reads the rows from a file, the order desk is given them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import batched

from shop.domain.catalogue import Product, terms_of
from shop.domain.catalogue_import import (
    CHANGED_MEANWHILE,
    Change,
    Decision,
    FileRow,
    decide,
    undone,
)
from shop.domain.orders import By
from shop.storage import imports, product_terms, products
from shop.storage.imports import UndoStep
from shop.web.patience import list_under_terms, patiently

_ROWS_AT_ONCE = 100

type Write = Callable[[Sequence[Decision]], list[Decision]]


def import_rows(
    rows: Iterable[FileRow],
    *,
    duplicated: Collection[str],
    images: Collection[str],
    write: Write,
) -> Iterator[Decision]:
    """Decide every row against the goods as they are, write what is decided, and tell it.

    A dry run is the same with a `write` that writes nothing.
    """
    for chunk in batched(rows, _ROWS_AT_ONCE, strict=False):
        skus = [row.sku for row in chunk if row.sku]
        current = patiently(partial(products.list_by_skus, skus))
        decisions = [
            decide(row, current.get(row.sku), duplicated=duplicated, images=images) for row in chunk
        ]
        yield from write(decisions)


def write_nothing(decisions: Sequence[Decision]) -> list[Decision]:
    """Leave everything as it is: the dry run."""
    return list(decisions)


def writer(import_id: str, now: Callable[[], datetime], by: By) -> Write:
    """Return what writes the decisions of an import for an operator, and what it comes to."""

    def write(decisions: Sequence[Decision]) -> list[Decision]:
        wanted = [d for d in decisions if d.outcome in ("create", "update")]
        # First the new terms, last the old ones: whatever happens in between, all is found.
        list_under_terms(product_terms.insert_all, _terms(wanted, more=True))
        done = patiently(lambda: imports.insert_changes(import_id, wanted, now(), by))
        written = [d for d, is_done in zip(wanted, done, strict=True) if is_done]
        list_under_terms(product_terms.remove_all, _terms(written, more=False))
        refused = {d.sku for d in wanted} - {d.sku for d in written}
        return [_refused(d) if d.sku in refused else d for d in decisions]

    return write


def undo(
    import_id: str, changes: Iterable[Change], now: Callable[[], datetime], by: By
) -> Iterator[tuple[Change, bool]]:
    """Undo changes of an import, those alone that nothing was changed of since; tell of each.

    What was undone before is not told of.
    """
    for chunk in batched(changes, _ROWS_AT_ONCE, strict=False):
        yield from _undo(import_id, [change for change in chunk if not change.is_undone], now(), by)


def _undo(
    import_id: str, changes: list[Change], now: datetime, by: By
) -> Iterator[tuple[Change, bool]]:
    current = products.list_by_skus(change.sku for change in changes)
    steps = [
        (change, current[change.sku], wanted)
        for change in changes
        if (wanted := undone(change, current.get(change.sku))) is not None
    ]
    more = _pairs((wanted, now_) for _, now_, wanted in steps)
    list_under_terms(product_terms.insert_all, more)
    done = patiently(lambda: imports.undo_changes(import_id, steps, now, by))
    undone_steps = [step for step, is_done in zip(steps, done, strict=True) if is_done]
    _take_off_terms(undone_steps)
    skus = {change.sku for change, _, _ in undone_steps}
    yield from ((change, change.sku in skus) for change in changes)


def _take_off_terms(steps: Iterable[UndoStep]) -> None:
    left = ((now_, None if change.before is None else wanted) for change, now_, wanted in steps)
    list_under_terms(product_terms.remove_all, _pairs(left))


def _terms(decisions: Iterable[Decision], *, more: bool) -> Iterator[tuple[str, str]]:
    sides = ((d.before, d.after) for d in decisions)
    return _pairs((after, before) if more else (before, after) for before, after in sides)


def _pairs(
    sides: Iterable[tuple[Product | None, Product | None]],
) -> Iterator[tuple[str, str]]:
    """Return (SKU, term) of the terms that the first product has and the second does not."""
    for one, other in sides:
        if one is not None:
            terms = terms_of(one) - (terms_of(other) if other else frozenset())
            yield from ((one.sku, term) for term in sorted(terms))


def _refused(decision: Decision) -> Decision:
    return replace(decision, outcome="reject", before=None, after=None, faults=(CHANGED_MEANWHILE,))
