from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.errors import TryAgain
from shop.domain.visits import VisitRecord, records_of
from shop.storage import batches, visits
from shop.storage.connection import connection
from tests.support.tables import CALLS, Tables
from tests.support.visits import AT, make_visit


def test_writes_more_rows_than_one_call_takes(tables: Tables):
    visits.insert_all(
        record
        for number in range(26)
        for record in records_of(make_visit(request_id=f"request-{number}"))
    )

    assert CALLS == ["BatchWriteItem", "BatchWriteItem"]
    assert tables.count("VisitsTable") == 26


def test_takes_a_row_that_comes_twice_once(tables: Tables):
    visits.insert_all([*records_of(make_visit()), *records_of(make_visit())])

    assert CALLS == ["BatchWriteItem"]
    assert tables.count("VisitsTable") == 1


def test_does_not_call_for_nothing(tables: Tables):
    batches.put_all([])
    batches.delete_all([])

    assert CALLS == []
    assert tables.count("VisitsTable") == 0


class _Throttle:
    """DynamoDB leaving the first of a batch out, a number of times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.sizes: list[int] = []
        self.asked: dict[str, list[Any]] = {}

    def __call__(self, *, parsed: dict[str, Any], **_event: Any) -> None:
        (table,) = self.asked
        requests = self.asked[table]
        self.sizes.append(len(requests))
        if self.times:
            self.times -= 1
            parsed["UnprocessedItems"] = {table: requests[:1]}

    def ask(self, *, params: dict[str, Any], **_event: Any) -> None:
        self.asked = params["RequestItems"]


@pytest.fixture
def throttle(tables: Tables) -> Iterator[_Throttle]:
    events = connection.client.meta.events
    throttling = _Throttle(0)
    events.register("provide-client-params.dynamodb.BatchWriteItem", throttling.ask)
    events.register("after-call.dynamodb.BatchWriteItem", throttling)
    yield throttling
    events.unregister("provide-client-params.dynamodb.BatchWriteItem", throttling.ask)
    events.unregister("after-call.dynamodb.BatchWriteItem", throttling)


def _records() -> list[VisitRecord]:
    pair = (make_visit(), make_visit(request_id="request-2", at=AT + timedelta(seconds=1)))
    return [record for visit in pair for record in records_of(visit)]


def test_tries_again_with_what_was_left_out(throttle: _Throttle):
    throttle.times = 2

    visits.insert_all(_records())

    assert throttle.sizes == [2, 1, 1]


def test_gives_up_when_rows_are_left_out_time_and_again(throttle: _Throttle):
    throttle.times = 99

    with pytest.raises(TryAgain):
        visits.insert_all(_records())

    assert throttle.sizes == [2, 1, 1, 1, 1]


def test_deletes_again_what_was_left_out(throttle: _Throttle, tables: Tables):
    visits.insert_all(_records())
    throttle.times = 1

    batches.delete_all(list(visits.VisitRow.query("address#192.0.2.10")))

    assert throttle.sizes == [2, 2, 1]
    assert tables.count("VisitsTable") == 0
