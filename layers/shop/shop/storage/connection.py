"""The one DynamoDB client of a process, and what every table's row class stands on.

pynamodb makes a client (and a TLS connection) for each model unless told otherwise; here all
models share one, made at import with the shop's own time-outs (docs/decisions/0006).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import botocore.config
import botocore.exceptions
import botocore.session
from pynamodb.attributes import Attribute
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.constants import NUMBER, STRING
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from shop.domain.errors import TryAgain
from shop.domain.instants import from_rfc3339, rfc3339
from shop.telemetry import count

CONNECT_TIMEOUT_SECONDS = 0.5
READ_TIMEOUT_SECONDS = 1.5
ATTEMPTS = 3
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
    }
)
# After these a write may have been done all the same; a read changes nothing.
_BROKEN = frozenset({"InternalServerError", "ServiceUnavailable", "ServiceUnavailableException"})
_READS = frozenset({"BatchGetItem", "GetItem", "Query", "TransactGetItems"})


def _make_client() -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time
    config = botocore.config.Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        # Both are a seventh of a warm call's instructions each (docs/performance.md).
        parameter_validation=False,
        user_agent="ctbusters-shop",
    )
    session = botocore.session.get_session()
    return session.create_client("dynamodb", config=config)


class _SharedConnection(Connection):
    """The one connection; tells by `TryAgain` what passes and certainly changed nothing."""

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - DynamoDB's answer
        try:
            answer = super()._make_api_call(operation_name, operation_kwargs)
        except botocore.exceptions.ClientError as error:
            if _is_passing(operation_name, error.response["Error"].get("Code", "")):
                count("DynamoDBRetries", ATTEMPTS - 1)
                raise TryAgain from error
            raise
        except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError) as error:
            count("DynamoDBRetries", ATTEMPTS - 1)
            if operation_name in _READS:
                raise TryAgain from error
            raise
        retries = answer["ResponseMetadata"].get("RetryAttempts", 0)
        if retries:
            count("DynamoDBRetries", retries)
        return answer


def _is_passing(operation_name: str, code: str) -> bool:
    return code in _THROTTLED or (operation_name in _READS and code in _BROKEN)


connection = _SharedConnection()
connection._client = _make_client()  # noqa: SLF001 - pynamodb 6.1 has no public way; a test guards it


class _SharedTableConnection(TableConnection):
    """A table's connection that speaks through the shared one."""

    def __init__(self, meta_table: MetaTable) -> None:
        self.table_name = meta_table.table_name
        self.connection = connection
        if meta_table.table_name not in connection._tables:  # noqa: SLF001 - see above
            connection.add_meta_table(meta_table)


class Row(Model):
    """The base of every row class.

    `save()` creates only, with `does_not_exist()`; everything else is an `update()` with a
    condition: without one pynamodb makes items out of nothing.
    """

    _shared: ClassVar[dict[str, _SharedTableConnection]] = {}

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table_name = cls.Meta.table_name
        if table_name not in Row._shared:
            Row._shared[table_name] = _SharedTableConnection(cls._meta_table())
        return Row._shared[table_name]

    @classmethod
    def _meta_table(cls) -> MetaTable:
        schema = cls._get_schema()
        return MetaTable(
            {
                "TableName": cls.Meta.table_name,
                "KeySchema": schema["key_schema"],
                "AttributeDefinitions": schema["attribute_definitions"],
                "GlobalSecondaryIndexes": [
                    {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
                    for index in schema["global_secondary_indexes"]
                ],
                "LocalSecondaryIndexes": [],
            }
        )

    @classmethod
    def find_row(cls, hash_key: str, range_key: str | None = None) -> Self | None:
        """Read one row consistently from the base table; None if there is none."""
        try:
            return cls.get(hash_key, range_key, consistent_read=True)
        except cls.DoesNotExist:
            return None


class IntegerAttribute(Attribute[int]):
    """A whole number; pynamodb's own NumberAttribute is a float, which money must never be."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        """Write a whole number; anything else is a programming error."""
        if not isinstance(value, int) or isinstance(value, bool):
            message = f"not a whole number: {value!r}"
            raise TypeError(message)
        return str(value)

    def deserialize(self, value: str) -> int:
        """Read a whole number."""
        return int(value)


class InstantAttribute(Attribute[datetime]):
    """An aware instant, kept as RFC 3339 text in UTC with whole seconds, so that it sorts."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        """Write an instant; a naive one is a programming error."""
        if value.tzinfo is None:
            message = "an instant without a time zone"
            raise ValueError(message)
        return rfc3339(value)

    def deserialize(self, value: str) -> datetime:
        """Read an instant."""
        return from_rfc3339(value)


class ExpiryAttribute(Attribute[datetime]):
    """The instant after which a row is dead, in epoch seconds for DynamoDB's time to live.

    DynamoDB sweeps late, up to days: whoever reads a row compares this with now.
    """

    attr_type = NUMBER

    def serialize(self, value: datetime) -> str:
        """Write an instant as epoch seconds."""
        if value.tzinfo is None:
            message = "an instant without a time zone"
            raise ValueError(message)
        return str(int(value.timestamp()))

    def deserialize(self, value: str) -> datetime:
        """Read epoch seconds."""
        return datetime.fromtimestamp(int(value), UTC)


def condition_failed(error: PynamoDBException) -> bool:
    """Tell whether a single write was refused by its condition."""
    return bool(error.cause_response_code == "ConditionalCheckFailedException")


def unless_taken(write: Callable[[], Any]) -> bool:
    """Carry out a conditional write; False if its condition refused it.

    Raises:
        PynamoDBException: for every other fault.
    """
    try:
        write()
    except PynamoDBException as error:
        if condition_failed(error):
            return False
        raise
    return True
