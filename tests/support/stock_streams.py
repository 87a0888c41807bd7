"""The products table's stream, as `stock_events` gets it."""

from typing import Any

from shop.domain.catalogue import Product
from shop.domain.catalogue_cells import COLUMNS
from shop.storage.products import ProductRow
from tests.support.tables import REGION


def record(before: Product | None, after: Product | None, number: int = 1) -> dict[str, Any]:
    """Return a stream record of a change."""
    name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
    images = {"OldImage": before, "NewImage": after}
    sku = next(product.sku for product in (after, before) if product is not None)
    return {
        "eventID": f"event-{number}",
        "eventName": name,
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": REGION,
        "dynamodb": {
            "Keys": {"sku": {"S": sku}},
            "SequenceNumber": str(number),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
        | {name: _image(product) for name, product in images.items() if product is not None},
    }


def _image(product: Product) -> dict[str, Any]:
    kept = {column: getattr(product, column, None) for column in COLUMNS}
    row = ProductRow(**{name: value for name, value in kept.items() if value is not None})
    image: dict[str, Any] = row.serialize()
    return image


def stream(*records: dict[str, Any]) -> dict[str, Any]:
    """Hand records to the function and return its answer."""
    from functions.stock_events.app import lambda_handler  # noqa: PLC0415 - after the tables are named

    return {**lambda_handler({"Records": list(records)}, None)}
