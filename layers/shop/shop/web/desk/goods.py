"""What operators do with goods: list them, set a stock to what was counted, import rows."""

import hashlib
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.catalogue import EVERYTHING, Product
from shop.domain.catalogue_import import Decision, FileRow, duplicates, header_faults
from shop.domain.errors import Conflict, FieldError, InvalidFields, NotFound
from shop.domain.orders import By
from shop.domain.stock_movements import moved_by, of_count
from shop.gateways import clock
from shop.storage import imports, product_terms, products, stock_counts, stock_movements
from shop.storage.imports import Import
from shop.web.assets import picture_names
from shop.web.desk.product_imports import Write, import_rows, write_nothing, writer
from shop.web.desk.views import UNNAMED_OPERATOR, Operator

type Sku = Annotated[str, Meta(min_length=1, max_length=40)]
type Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
type Units = Annotated[int, Meta(ge=0, le=1_000_000)]
type ImportId = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d-[0-9a-f]{6}$")]
type Cells = dict[str, Annotated[str, Meta(max_length=4000)]]
_SECONDS = 20.0
_MOST_TRIES = 4
_ID_BITS = 24
STOCK_CHANGED = "The stock has changed in the meantime. Please count again."


class ListingProducts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many products to list."""

    limit: Annotated[int, Meta(ge=1, le=2000)] = 200
    operator: Operator = UNNAMED_OPERATOR


class SettingStock(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units there are, and why that differs; the same key sets nothing again.

    With `available_read` it is refused if the stock was another when it was counted.
    """

    sku: Sku
    available: Units
    reason: Annotated[str, Meta(min_length=3, max_length=200, pattern=r"\S")]
    key: Key
    available_read: Units | None = None
    operator: Operator = UNNAMED_OPERATOR


class Importing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Rows of a file of goods; without the `confirm` of a dry run nothing is written."""

    rows: Annotated[list[Cells], Meta(min_length=1, max_length=500)]
    confirm: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")] | None = None
    # The import that these rows go on with: of a long file, sent a part at a time.
    import_id: ImportId | None = None
    operator: Operator = UNNAMED_OPERATOR


def list_products(asked: ListingProducts, _by: By, _now: datetime) -> dict[str, Any]:
    """List products, what is sold out or low first."""
    found = products.list_by_skus(product_terms.list_all(EVERYTHING))
    ordered = sorted(found.values(), key=_urgency)
    low = sum(product.availability != "in_stock" for product in ordered)
    return {"low": low, "products": [product_view(product) for product in ordered[: asked.limit]]}


def set_stock(asked: SettingStock, by: By, now: datetime) -> dict[str, Any]:
    """Set a product's stock, once for each key, with an entry in the ledger.

    Raises:
        Conflict: it is not as it was when it was counted, or kept changing.
        NotFound: nothing is sold under this number.
    """
    for _ in range(_MOST_TRIES):
        product = products.get(asked.sku.strip().upper())
        counted = of_count(product, asked.available, asked.key, asked.reason.strip(), now)
        movement = moved_by(counted, by)
        if stock_movements.is_kept(movement):
            return {"outcome": "set before", "product": product_view(product)}
        if asked.available_read is not None and asked.available_read != product.available:
            raise Conflict(STOCK_CHANGED)
        if stock_counts.change_available(product, movement, seconds_left=_SECONDS):
            outcome = {"outcome": "set", "moved": movement.quantity}
            return outcome | {"product": product_view(products.get(product.sku))}
    raise Conflict(STOCK_CHANGED)


def import_products(asked: Importing, by: By, now: datetime) -> dict[str, Any]:
    """Tell what importing rows comes to; with what that told to confirm, do it.

    Raises:
        Conflict: it comes to something else than was confirmed; nothing was written.
        InvalidFields: the columns are not those of the catalogue.
    """
    rows = _rows(asked)
    planned = _decided(rows, write_nothing)
    confirm = _fingerprint(planned)
    if asked.confirm is None:
        return {"outcome": "dry run", "confirm": confirm, "rows": [_row(d) for d in planned]}
    if asked.confirm != confirm and _is_done(planned):
        # The same command again: what was confirmed is as it was to be.
        return {"outcome": "imported before", "rows": [_row(d) for d in planned]}
    if asked.confirm != confirm:
        raise Conflict("The goods or the rows have changed since the dry run. Run it dry again.")
    import_id = _begun(asked, by, now)
    done = _decided(rows, writer(import_id, clock.now, by))
    told = {"outcome": "imported", "import_id": import_id}
    return told | {"rows": [_row(decision) for decision in done]}


def _begun(asked: Importing, by: By, now: datetime) -> str:
    if asked.import_id is not None:
        if imports.find(asked.import_id, now) is None:
            raise NotFound("There is no such import, or it is too old to go on with.")
        return asked.import_id
    begun = Import(f"{now:%Y-%m-%d}-{clock.new_number(_ID_BITS):06x}", "order desk", now, by)
    imports.insert(begun)
    return begun.import_id


def _rows(asked: Importing) -> list[FileRow]:
    columns = sorted({column for cells in asked.rows for column in cells})
    faults = [FieldError(fault.column, fault.reason) for fault in header_faults(columns)]
    if faults:
        raise InvalidFields(*faults)
    # Lines as in a file, whose first one names the columns.
    return [
        FileRow(line, cells if "sku" in cells else None) for line, cells in enumerate(asked.rows, 2)
    ]


def _decided(rows: list[FileRow], write: Write) -> list[Decision]:
    images = picture_names()
    return list(import_rows(rows, duplicated=duplicates(rows), images=images, write=write))


def _is_done(planned: list[Decision]) -> bool:
    outcomes = {decision.outcome for decision in planned}
    return "same" in outcomes and outcomes <= {"same", "reject"}


def _fingerprint(decisions: list[Decision]) -> str:
    told = msgspec.json.encode([_row(decision) for decision in decisions])
    return hashlib.sha256(told).hexdigest()


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "line": decision.line,
        "sku": decision.sku,
        "outcome": decision.outcome,
        "changes": [
            {"column": column, "before": before, "after": after}
            for column, before, after in decision.changes
            if decision.outcome != "reject"
        ],
        "faults": [{"column": f.column, "reason": f.reason} for f in decision.faults],
    }


def _urgency(product: Product) -> tuple[bool, int, str]:
    is_fine = product.availability == "in_stock"
    return is_fine, 0 if is_fine else product.available, product.sku


def product_view(product: Product) -> dict[str, Any]:
    """Show a product with its stock."""
    return {
        "sku": product.sku,
        "name": product.name,
        "category": product.category,
        "price_pence": product.price_pence,
        "available": product.available,
        "low_stock_at": product.low_stock_at,
        "availability": product.availability,
    }
