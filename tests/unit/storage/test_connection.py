import importlib
import pkgutil
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import botocore.exceptions
import pytest
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import GetError, PutError, PynamoDBException

import shop.storage
from shop.domain.errors import TryAgain
from shop.storage import connection as shared
from shop.storage.connection import (
    ExpiryAttribute,
    InstantAttribute,
    IntegerAttribute,
    Row,
    unless_taken,
)
from tests.support.faults import failing
from tests.support.logs import counted
from tests.support.tables import CALLS
from tests.support.template import table_name

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class KeyedRow(Row):
    """A table of the template, as a row class of the shop would show it."""

    class Meta:
        table_name = table_name("OrderKeysTable")

    order_key = UnicodeAttribute(hash_key=True)
    note = UnicodeAttribute(null=True)
    number = IntegerAttribute(null=True)
    at = InstantAttribute(null=True)
    expires_at = ExpiryAttribute(null=True)


def example_key(row: type[Row]) -> list[Any]:
    """Return a key of a row class, of the types it wants."""
    named = row.get_attributes().values()
    keys = [a for a in named if a.is_hash_key] + [a for a in named if a.is_range_key]
    examples = {IntegerAttribute: 1, InstantAttribute: NOON}
    return [examples.get(type(attribute), "x") for attribute in keys]


def row_classes() -> list[type[Row]]:
    for module in pkgutil.iter_modules(shop.storage.__path__):
        importlib.import_module(f"shop.storage.{module.name}")
    return [row for row in Row.__subclasses__() if row.__module__.startswith("shop.storage.")]


class TestTheOneClient:
    def test_is_used_by_every_row_class_of_every_storage_module(self, tables):
        rows = row_classes()
        assert rows
        for row in rows:
            assert row.find_row(*example_key(row)) is None
        clients = {id(row._get_connection().connection.client) for row in rows}  # noqa: SLF001 - the point
        assert clients == {id(shared.connection.client)}
        assert Counter(CALLS) == {"GetItem": len(rows)}

    def test_is_made_at_import_with_the_shops_own_time_outs(self):
        config = shared.connection.client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (0.5, 1.5)
        assert config.retries["total_max_attempts"] == 3

    def test_leaves_the_checking_of_parameters_to_dynamodb(self):
        with (
            failing("GetItem", "ValidationException"),
            pytest.raises(botocore.exceptions.ClientError),
        ):
            shared.connection.client.get_item(TableName="x")

    def test_gives_up_before_lambda_does(self):
        worst = shared.ATTEMPTS * (shared.CONNECT_TIMEOUT_SECONDS + shared.READ_TIMEOUT_SECONDS)
        assert worst < 10


class TestRows:
    def test_are_created_and_read_consistently(self, tables):
        KeyedRow(order_key="k", note="n", number=3, at=NOON, expires_at=NOON).save(
            condition=KeyedRow.order_key.does_not_exist()
        )
        row = KeyedRow.find_row("k")
        assert row is not None
        assert (row.note, row.number, row.at, row.expires_at) == ("n", 3, NOON, NOON)
        assert tables.items("OrderKeysTable") == [
            {
                "order_key": "k",
                "note": "n",
                "number": 3,
                "at": "2026-11-23T12:00:00Z",
                "expires_at": 1795435200,
            }
        ]

    def test_that_are_not_there_are_none(self, tables):
        assert KeyedRow.find_row("k") is None


class TestIntegers:
    @pytest.mark.parametrize("number", [0, 1, -1, 10**30])
    def test_stay_whole(self, number):
        attribute = IntegerAttribute()
        assert attribute.deserialize(attribute.serialize(number)) == number

    @pytest.mark.parametrize("value", [1.0, 0.1, True, "1", None])
    def test_take_nothing_else(self, value):
        with pytest.raises(TypeError, match="whole"):
            IntegerAttribute().serialize(value)


class TestInstants:
    @pytest.mark.parametrize("attribute", [InstantAttribute(), ExpiryAttribute()])
    def test_are_kept_in_utc_with_whole_seconds(self, attribute):
        at = datetime(2026, 11, 23, 13, 0, 0, 999, tzinfo=timezone(timedelta(hours=1)))
        assert attribute.deserialize(attribute.serialize(at)) == NOON

    @pytest.mark.parametrize("attribute", [InstantAttribute(), ExpiryAttribute()])
    def test_without_a_time_zone_are_refused(self, attribute):
        with pytest.raises(ValueError, match="time zone"):
            attribute.serialize(datetime(2026, 11, 23))  # noqa: DTZ001 - the point

    def test_sort_as_text(self):
        texts = [InstantAttribute().serialize(NOON + timedelta(days=n)) for n in (-400, 0, 1, 40)]
        assert texts == sorted(texts)


class TestConditionalWrites:
    def test_say_whether_they_were_carried_out(self, tables):
        def create() -> None:
            KeyedRow(order_key="k").save(condition=KeyedRow.order_key.does_not_exist())

        assert [unless_taken(create), unless_taken(create)] == [True, False]

    def test_raise_every_other_fault(self, tables):
        def write_without_a_key() -> None:
            KeyedRow(order_key="").save(condition=KeyedRow.order_key.does_not_exist())

        with pytest.raises(PynamoDBException):
            unless_taken(write_without_a_key)


class TestFaultsOfDynamodb:
    @pytest.mark.parametrize(
        "code",
        ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"],
    )
    def test_throttling_is_busy_for_reads_and_writes(self, tables, code):
        with failing("GetItem", code), pytest.raises(TryAgain):
            KeyedRow.find_row("k")
        with failing("PutItem", code), pytest.raises(TryAgain):
            KeyedRow(order_key="k").save(condition=KeyedRow.order_key.does_not_exist())

    @pytest.mark.parametrize(
        "fault",
        [
            "InternalServerError",
            botocore.exceptions.ReadTimeoutError(endpoint_url="x"),
            botocore.exceptions.ConnectTimeoutError(endpoint_url="x"),
            botocore.exceptions.EndpointConnectionError(endpoint_url="x"),
        ],
        ids=lambda fault: fault if isinstance(fault, str) else type(fault).__name__,
    )
    def test_a_lost_answer_is_busy_for_a_read_and_a_fault_for_a_write(self, tables, fault):
        with failing("GetItem", fault), pytest.raises(TryAgain):
            KeyedRow.find_row("k")
        with failing("PutItem", fault), pytest.raises(PutError):
            KeyedRow(order_key="k").save(condition=KeyedRow.order_key.does_not_exist())

    def test_what_does_not_pass_is_a_fault(self, tables):
        with failing("GetItem", "ValidationException"), pytest.raises(GetError):
            KeyedRow.find_row("k")


class TestCallsThatAreSentAgain:
    def test_are_counted(self, tables, capsys):
        def say_so(parsed: dict[str, Any], **_event: Any) -> None:
            parsed["ResponseMetadata"]["RetryAttempts"] = 2

        events = shared.connection.client.meta.events
        events.register("after-call.dynamodb.GetItem", say_so)
        try:
            assert KeyedRow.find_row("none") is None
        finally:
            events.unregister("after-call.dynamodb.GetItem", say_so)
        assert counted(capsys.readouterr().out) == {"DynamoDBRetries": 2}

    def test_are_counted_when_the_last_fails_too(self, tables, capsys):
        with failing("GetItem", "ThrottlingException"), pytest.raises(TryAgain):
            KeyedRow.find_row("none")
        assert counted(capsys.readouterr().out) == {"DynamoDBRetries": 2}
