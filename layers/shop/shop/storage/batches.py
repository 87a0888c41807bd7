"""Writing many rows of one table at once, where the same write twice is harmless."""

import random
import time
from collections.abc import Iterable
from itertools import batched
from typing import Any

from shop.domain.errors import TryAgain
from shop.storage.connection import Row

# What DynamoDB takes in one BatchWriteItem.
_MOST_WRITES = 25
_MOST_TRIES = 5
_FIRST_PAUSE_SECONDS = 0.05


def put_all(rows: Iterable[Row]) -> None:
    """Put rows of one table; of two with the same key the last one counts.

    There is no condition in a batch: only for rows whose key decides their content.

    Raises:
        TryAgain: DynamoDB left some of them out at every try.
    """
    latest = {tuple(_key(row).values()): row for row in rows}
    for group in batched(latest.values(), _MOST_WRITES, strict=False):
        _write(type(group[0]), puts=[row.serialize() for row in group], deletes=[])


def delete_all(rows: Iterable[Row]) -> None:
    """Delete rows of one table by their keys, whether or not they exist.

    Raises:
        TryAgain: DynamoDB left some of them out at every try.
    """
    for group in batched(rows, _MOST_WRITES, strict=False):
        _write(type(group[0]), puts=[], deletes=[_key(row) for row in group])


def _key(row: Row) -> dict[str, Any]:
    key: dict[str, Any] = row._get_keys()  # type: ignore[no-untyped-call]  # noqa: SLF001 - as pynamodb's own batch
    return key


def _write(kind: type[Row], *, puts: list[dict[str, Any]], deletes: list[dict[str, Any]]) -> None:
    # pynamodb's own batch tries again at once, which is what throttling asks not to do.
    for attempt in range(_MOST_TRIES):
        answer = kind._get_connection().batch_write_item(put_items=puts, delete_items=deletes)  # noqa: SLF001 - see _key
        left = answer.get("UnprocessedItems", {}).get(kind.Meta.table_name, [])
        if not left:
            return
        puts = [request["PutRequest"]["Item"] for request in left if "PutRequest" in request]
        deletes = [
            request["DeleteRequest"]["Key"] for request in left if "DeleteRequest" in request
        ]
        time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - a pause
    raise TryAgain
