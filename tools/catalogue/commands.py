"""The three commands, on whichever tables the environment names."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shop.domain.catalogue import EVERYTHING, Product
from shop.domain.catalogue_import import Outcome, duplicates
from shop.gateways import clock
from shop.storage import imports, product_terms, products
from shop.storage.imports import Import
from shop.web.assets import picture_names
from shop.web.product_imports import Write, import_rows, undo, write_nothing, writer
from tools.catalogue.files import read_rows, write_products
from tools.catalogue.telling import Progress, row_in_words, summary_in_words

_PRODUCTS_AT_ONCE = 100
_ID_BITS = 24


def export_goods(file: Path) -> int:
    """Write all goods into a file and return the exit code."""
    print(f"{write_products(file, all_products()):,} products written to {file}")
    return 0


def all_products() -> Iterator[Product]:
    """Return every product that the shop lists, by SKU, a hundred at a time."""
    after = ""
    while skus := product_terms.list_by_terms((EVERYTHING,), after=after, limit=_PRODUCTS_AT_ONCE):
        found = products.list_by_skus(skus)
        yield from (found[sku] for sku in skus if sku in found)
        after = skus[-1]


def import_goods(file: Path, *, is_dry: bool) -> int:
    """Import a file, or only tell what importing it would do; return the exit code.

    Raises:
        FileRefused: the file as a whole cannot be read; nothing was written.
    """
    total = sum(1 for _ in read_rows(file))
    duplicated = duplicates(read_rows(file))
    if is_dry:
        return _import(file, total, duplicated, write_nothing, is_dry=True)
    now = clock.now()
    begun = Import(f"{now:%Y-%m-%d}-{clock.new_number(_ID_BITS):06x}", file.name, now)
    imports.insert(begun)
    # Told first: what is done before an interruption can be undone, too.
    print(f"Import {begun.import_id}; to undo it: python -m tools.catalogue undo {begun.import_id}")
    return _import(file, total, duplicated, writer(begun.import_id, clock.now), is_dry=False)


def _import(
    file: Path, total: int, duplicated: frozenset[str], write: Write, *, is_dry: bool
) -> int:
    counts: Counter[Outcome] = Counter()
    rows = Progress(total).over(read_rows(file))
    images = picture_names()
    for decision in import_rows(rows, duplicated=duplicated, images=images, write=write):
        counts[decision.outcome] += 1
        if decision.outcome != "same":
            print(row_in_words(decision))
    print(summary_in_words(counts, is_dry=is_dry))
    return 1 if counts["reject"] else 0


def undo_import(import_id: str) -> int:
    """Undo an import as far as nothing was changed since, and return the exit code."""
    begun = imports.find(import_id, clock.now())
    if begun is None:
        print(f"There is no import {import_id}, or it is too old to be undone.")
        return 1
    counts: Counter[bool] = Counter()
    for change, is_done in undo(import_id, clock.now):
        counts[is_done] += 1
        if not is_done:
            print(f"{change.sku}  left as it is: it was changed after the import")
    print(f"{begun.file_name}: {counts[True]:,} undone, {counts[False]:,} left as they are.")
    return 1 if counts[False] else 0
