"""What operators ask of goods as they were: take an import back, read all out."""

from datetime import datetime
from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.catalogue import EVERYTHING
from shop.domain.catalogue_cells import cells_of
from shop.domain.errors import NotFound
from shop.domain.orders import By
from shop.gateways import clock
from shop.storage import imports, product_terms, products
from shop.web.desk.goods import ImportId
from shop.web.desk.product_imports import undo
from shop.web.desk.views import UNNAMED_OPERATOR, Operator

type After = Annotated[str, Meta(max_length=40)]
# Five hundred are about five seconds' work of the function's thirty.
type Limit = Annotated[int, Meta(ge=1, le=500)]


class Undoing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which import to take back, and from which SKU on: a long one is taken back in parts."""

    import_id: ImportId
    after: After = ""
    limit: Limit = 500
    operator: Operator = UNNAMED_OPERATOR


class Exporting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """From which SKU on to read goods out, and how many."""

    after: After = ""
    limit: Limit = 500
    operator: Operator = UNNAMED_OPERATOR


def undo_import(asked: Undoing, by: By, now: datetime) -> dict[str, Any]:
    """Take back what an import changed, but for what was changed since; the same again nothing.

    Raises:
        NotFound: there is no such import, or it is too old.
    """
    begun = imports.find(asked.import_id, now)
    if begun is None:
        raise NotFound("There is no such import, or it is too old to be undone.")
    changes = list(islice(imports.list_changes(begun.import_id, asked.after), asked.limit))
    told = list(undo(begun.import_id, changes, clock.now, by))
    return {
        "outcome": "undone",
        "file_name": begun.file_name,
        "undone": [change.sku for change, is_done in told if is_done],
        "left": [change.sku for change, is_done in told if not is_done],
        "next": changes[-1].sku if len(changes) == asked.limit else None,
    }


def export_products(asked: Exporting, _by: By, _now: datetime) -> dict[str, Any]:
    """Read goods out by SKU, each with the columns of a file of goods."""
    skus = product_terms.list_by_terms((EVERYTHING,), after=asked.after, limit=asked.limit)
    found = products.list_by_skus(skus)
    return {
        "rows": [cells_of(found[sku]) for sku in skus if sku in found],
        "next": skus[-1] if len(skus) == asked.limit else None,
    }
