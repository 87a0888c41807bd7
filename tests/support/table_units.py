"""What calls to DynamoDB cost in read and write units, worked out by DynamoDB's rules of size.

moto answers any size for one unit, so the sizes are taken from its tables before and after a call.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT_ID
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models import dynamodb_backends

from tests.support.tables import REGION, Tables
from tests.support.template import resources, table_name

READ_BYTES = 4096
WRITE_BYTES = 1024
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
Row = dict[str, Any]


def size_bytes(value: Any) -> int:
    """Return what DynamoDB counts for a value."""
    match value:
        case dict():
            return 3 + sum(len(name) + 1 + size_bytes(part) for name, part in value.items())
        case list():
            return 3 + sum(1 + size_bytes(part) for part in value)
        case str():
            return len(value.encode())
        case bool() | None:
            return 1
        case int():
            return len(str(value)) // 2 + 2
        case _:
            message = f"no size for {value!r}"
            raise TypeError(message)


def item_bytes(row: Row) -> int:
    return sum(len(name) + size_bytes(value) for name, value in row.items())


def kilobytes(row: Row) -> int:
    return -(-item_bytes(row) // WRITE_BYTES)


@dataclass
class Use:
    """What was asked of DynamoDB; reads in half units, as eventually consistent ones cost one."""

    calls: Counter[str] = field(default_factory=Counter)
    half_reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    other_calls: Counter[str] = field(default_factory=Counter)
    # The processor's time that moto and this meter took, which is none of the shop's.
    away_seconds: float = 0.0


@contextmanager
def metered() -> Iterator[Use]:
    """Meter every call to DynamoDB while the block runs."""
    use, answer = Use(), BotocoreStubber.__call__

    def call(self: BotocoreStubber, *arguments: Any, **named: Any) -> Any:
        started = time.thread_time()
        target = named["request"].headers.get("X-Amz-Target", b"")
        service, _, operation = (target or b"").decode().rpartition(".")
        if not service.startswith("DynamoDB"):
            use.other_calls[operation or named["event_name"]] += 1
            answered = answer(self, *arguments, **named)
        else:
            asked = json.loads(named["request"].body)
            before = _all_rows() if operation in _WRITES else {}
            answered = answer(self, *arguments, **named)
            _add(use, operation, asked, before, answered)
        use.away_seconds += time.thread_time() - started
        return answered

    BotocoreStubber.__call__ = call  # type: ignore[method-assign]  # moto has no hook
    try:
        yield use
    finally:
        BotocoreStubber.__call__ = answer  # type: ignore[method-assign]


def _add(use: Use, operation: str, asked: Any, before: Any, answered: Any) -> None:
    use.calls[operation] += 1
    match operation:
        case "BatchGetItem":
            for table, wanted in asked["RequestItems"].items():
                _add_gets(use, table, wanted, wanted["Keys"])
        case "GetItem":
            _add_gets(use, asked["TableName"], asked, [asked["Key"]])
        case "Query":
            _add_query(use, asked, json.loads(answered.content))
        case _:
            _add_writes(use, operation, asked, before)


def _add_gets(use: Use, table: str, wanted: Any, keys: list[Any]) -> None:
    for key in keys:
        _add_get(use, table, key, is_strong=bool(wanted.get("ConsistentRead")))


def _add_get(use: Use, table: str, key: Any, *, is_strong: bool) -> None:
    name = _logical(table)
    row = _rows(name).get(_key_of(name, {n: next(iter(v.values())) for n, v in key.items()}), {})
    units = max(1, -(-item_bytes(row) // READ_BYTES))
    use.half_reads[name] += units * (2 if is_strong else 1)


def _add_query(use: Use, asked: Any, answered: Any) -> None:
    read = sum(_wire_bytes(item) for item in answered.get("Items", ()))
    units = max(1, -(-read // READ_BYTES))
    name = _logical(asked["TableName"])
    place = f"{name}/{asked['IndexName']}" if "IndexName" in asked else name
    use.half_reads[place] += units * (2 if asked.get("ConsistentRead") else 1)


def _wire_bytes(item: Any) -> int:
    # As it came over the wire, less the type of each value: {"S": ...}.
    return sum(len(n) + len(json.dumps(v)) - len('{"S": ""}') for n, v in item.items())


def _add_writes(use: Use, operation: str, asked: Any, before: dict[str, dict[Any, Row]]) -> None:
    factor = 2 if operation == "TransactWriteItems" else 1
    changed: Counter[str] = Counter()
    for name, rows in _all_rows().items():
        for key in rows.keys() | before[name].keys():
            old, new = before[name].get(key), rows.get(key)
            if old != new:
                changed[name] += 1
                use.writes[name] += factor * max(kilobytes(old or {}), kilobytes(new or {}))
                _add_indexes(use, name, old, new)
    # What changed nothing, or was refused, costs a unit all the same.
    for name, number in _tables_written(operation, asked).items():
        use.writes[name] += factor * max(0, number - changed[name])


def _add_indexes(use: Use, name: str, old: Row | None, new: Row | None) -> None:
    properties = resources("AWS::DynamoDB::Table")[name]
    for index in properties.get("GlobalSecondaryIndexes", ()):
        was, now = (_projected(properties, index, row) for row in (old, new))
        keys = [part["AttributeName"] for part in index["KeySchema"]]
        if was == now:
            continue
        place = f"{name}/{index['IndexName']}"
        if was and now and all(was[key] == now[key] for key in keys):
            use.writes[place] += max(kilobytes(was), kilobytes(now))
        else:  # A changed key takes the entry out and puts another in.
            use.writes[place] += sum(kilobytes(entry) for entry in (was, now) if entry)


def _projected(properties: Any, index: Any, row: Row | None) -> Row | None:
    keys = [part["AttributeName"] for part in index["KeySchema"]]
    if row is None or any(row.get(key) is None for key in keys):
        return None
    if index["Projection"]["ProjectionType"] == "ALL":
        return row
    kept = {*keys, *(part["AttributeName"] for part in properties["KeySchema"])}
    return {name: value for name, value in row.items() if name in kept}


def _tables_written(operation: str, asked: Any) -> Counter[str]:
    if operation == "BatchWriteItem":
        items = asked["RequestItems"].items()
        return Counter({_logical(table): len(actions) for table, actions in items})
    if operation == "TransactWriteItems":
        actions = (next(iter(action.values())) for action in asked["TransactItems"])
        return Counter(_logical(action["TableName"]) for action in actions)
    return Counter({_logical(asked["TableName"]): 1})


def _logical(table: str) -> str:
    return table.removeprefix(table_name(""))


def _key_of(name: str, row: Row) -> tuple[Any, ...]:
    schema = resources("AWS::DynamoDB::Table")[name]["KeySchema"]
    return tuple(str(row[part["AttributeName"]]) for part in schema)


def _rows(name: str) -> dict[Any, Row]:
    return {_key_of(name, row): row for row in Tables().items(name)}


def _all_rows() -> dict[str, dict[Any, Row]]:
    return {name: _rows(name) for name in resources("AWS::DynamoDB::Table")}


def stream_records(name: str) -> list[dict[str, Any]]:
    """Take what a table's stream holds, as Lambda would be given it."""
    table = dynamodb_backends[ACCOUNT_ID][REGION].tables[table_name(name)]
    assert table.stream_shard is not None
    taken = [json.loads(json.dumps(r.to_json(), default=_wired)) for r in table.stream_shard.items]
    table.stream_shard.items = []
    return taken


def _wired(value: Any) -> Any:
    return value.to_json() if hasattr(value, "to_json") else str(value)
