"""The orders table's stream, as the `order_events` function is given it."""

from typing import Any

from shop.domain.orders import Order, placed
from shop.storage.orders import event_row, row_of
from tests.support.tables import REGION


def images_of(order: Order | None) -> dict[str, Any] | None:
    """Return an order as DynamoDB keeps it."""
    return None if order is None else row_of(order).serialize()


def order_record(position: int, before: Order | None, after: Order | None) -> dict[str, Any]:
    """Return the record of one change; None for what did not exist."""
    images = {"OldImage": images_of(before), "NewImage": images_of(after)}
    return stream_record(position, {n: image for n, image in images.items() if image is not None})


def event_record(position: int, order: Order) -> dict[str, Any]:
    """Return the record of an order's first event."""
    return stream_record(position, {"NewImage": event_row(order, placed(order)).serialize()})


def stream_record(position: int, images: dict[str, Any]) -> dict[str, Any]:
    """Return a record with these images."""
    some = images.get("NewImage") or images.get("OldImage") or {}
    return {
        "eventID": f"event-{position}",
        "eventName": _name(images),
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": REGION,
        "dynamodb": {
            "Keys": {name: some[name] for name in ("number", "part") if name in some},
            "SequenceNumber": str(position),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


def _name(images: dict[str, Any]) -> str:
    if "OldImage" not in images:
        return "INSERT"
    return "MODIFY" if "NewImage" in images else "REMOVE"


def deliver(*records: dict[str, Any]) -> list[str]:
    """Call the function with a batch; return the positions it wants again."""
    from functions.order_events.app import lambda_handler  # noqa: PLC0415 - names its tables

    answer: Any = lambda_handler({"Records": list(records)}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
