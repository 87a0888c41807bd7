"""moto's DynamoDB behind one lock, with the tables that template.yaml defines.

moto is not atomic under threads and ignores client request tokens: nothing about concurrency is
proven here, but in tests/e2e against the local cloud.
"""

import functools
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT_ID
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models import Table, dynamodb_backends

from tests.support import quick_moto
from tests.support.template import resources, table_name

REGION = "eu-west-2"
_lock = threading.RLock()
_unlocked_call = BotocoreStubber.__call__


def _locked_call(self: BotocoreStubber, *arguments: Any, **named: Any) -> Any:
    with _lock:
        answer = _unlocked_call(self, *arguments, **named)
    if answer is not None:
        operation = _operation(named["request"], named["event_name"])
        # The signing keys are read anew now and then, whatever test is running at that moment.
        (SECRET_READS if operation == "GetSecretValue" else CALLS).append(operation)
    return answer


def _operation(request: Any, event_name: str) -> str:
    target = request.headers.get("X-Amz-Target", b"")
    return target.decode().rpartition(".")[2] if target else event_name.rpartition(".")[2]


quick_moto.cut_short()
BotocoreStubber.__call__ = _locked_call  # type: ignore[method-assign]  # moto has no hook
CALLS: list[str] = []
"""Every AWS operation since the test began, such as `GetItem`; tests read and clear it."""
SECRET_READS: list[str] = []
"""The same of the signing keys, apart."""

_TABLE_ARGUMENTS = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "StreamSpecification",
)


@contextmanager
def made_tables() -> Iterator["Tables"]:
    """Make every table and secret of the template, empty, for the length of a test."""
    with mock_aws():
        dynamodb_backends[ACCOUNT_ID][REGION].tables = emptied(prototypes())
        _client("secretsmanager").create_secret(
            Name=table_name("SigningKeys"),
            SecretString='{"current": "k1", "k1": "a key for tests"}',
        )
        CALLS.clear()
        SECRET_READS.clear()
        yield Tables()


@functools.cache
def prototypes() -> dict[str, Table]:
    """Return the tables as moto makes them from the template.

    Made once: thousands of tests each making two dozen tables would wait for nothing else.
    """
    for name, properties in resources("AWS::DynamoDB::Table").items():
        arguments = {n: v for n, v in properties.items() if n in _TABLE_ARGUMENTS}
        if "StreamSpecification" in arguments:
            arguments["StreamSpecification"] |= {"StreamEnabled": True}
        _client("dynamodb").create_table(TableName=table_name(name), **arguments)
    return dict(dynamodb_backends[ACCOUNT_ID][REGION].tables)


def emptied(tables: dict[str, Table]) -> dict[str, Table]:
    """Take every item and stream record out of tables."""
    for table in tables.values():
        table.items = defaultdict(dict)
        if table.stream_shard is not None:
            table.stream_shard.items = []
    return dict(tables)


@functools.cache
def _client(service: Any) -> Any:
    return boto3.client(service, region_name=REGION)


class Tables:
    """What is in the tables, past the shop's own code."""

    def items(self, logical_name: str) -> list[dict[str, Any]]:
        """Return every item of a table, such as `OrdersTable`, as plain values."""
        # Out of moto's own memory: a scan for every look would take longer than what is tested.
        table = dynamodb_backends[ACCOUNT_ID][REGION].tables[table_name(logical_name)]
        return [
            {name: _plain(value.to_regular_json()) for name, value in item.attrs.items()}
            for item in table.all_items()
        ]

    def count(self, logical_name: str) -> int:
        return len(self.items(logical_name))


def _plain(value: dict[str, Any]) -> Any:
    kind, content = next(iter(value.items()))
    match kind:
        case "M":
            return {name: _plain(item) for name, item in content.items()}
        case "L":
            return [_plain(item) for item in content]
        case "N":
            return int(content)
        case "NULL":
            return None
        case _:
            return content
