from datetime import UTC, date, datetime

import pytest

from shop.domain.demographics import Cell
from shop.domain.visitor_counts import Counts
from shop.storage import visitor_counts
from shop.storage.connection import connection
from tests.support.faults import answered_but
from tests.support.tables import CALLS, Tables

DAY = date(2026, 11, 23)
DEAD_AT = int(datetime(2026, 11, 25, tzinfo=UTC).timestamp())

pytestmark = pytest.mark.usefixtures("tables")


def _counts(tables: Tables) -> dict[str, int]:
    (row,) = (row for row in tables.items("VisitorCountsTable") if row["part"] == "counts")
    return {name: row[name] for name in ("page_views", "visitors", "bots", "orders")}


def test_makes_a_salt_once_a_day(tables: Tables):
    assert visitor_counts.salt_in_force(DAY, "salt 1") == "salt 1"
    CALLS.clear()
    assert visitor_counts.salt_in_force(DAY, "salt 2") == "salt 1"

    assert CALLS == ["GetItem"]
    assert not visitor_counts.insert_salt(DAY, "salt 3")
    (row,) = tables.items("VisitorCountsTable")
    assert row == {"day": "2026-11-23", "part": "salt", "salt": "salt 1", "expires_at": DEAD_AT}


def test_gives_each_day_a_salt_of_its_own():
    assert visitor_counts.salt_in_force(DAY, "salt 1") == "salt 1"
    assert visitor_counts.salt_in_force(date(2026, 11, 24), "salt 2") == "salt 2"


def test_takes_the_salt_that_another_made_in_the_same_moment():
    def make_theirs(**_event: object) -> None:
        events.unregister("before-call.dynamodb.PutItem", make_theirs)
        visitor_counts.insert_salt(DAY, "theirs")

    events = connection.client.meta.events
    events.register("before-call.dynamodb.PutItem", make_theirs)

    assert visitor_counts.salt_in_force(DAY, "ours") == "theirs"
    assert CALLS == ["GetItem", "PutItem", "PutItem", "GetItem"]


def test_counts_a_visitor_for_the_first_batch_only(tables: Tables):
    assert visitor_counts.insert_marker(DAY, "visitor#1", "batch 1")
    assert not visitor_counts.insert_marker(DAY, "visitor#1", "batch 2")

    (row,) = tables.items("VisitorCountsTable")
    assert (row["batch"], row["expires_at"]) == ("batch 1", DEAD_AT)


def test_counts_a_visitor_again_for_the_batch_whose_first_attempt_ended_early():
    assert visitor_counts.insert_marker(DAY, "visitor#1", "batch 1")
    assert visitor_counts.insert_marker(DAY, "visitor#1", "batch 1")


def test_adds_batches_up(tables: Tables):
    first = Counts(page_views=3, visitors=2, bots=1, orders=1)
    assert visitor_counts.add_counts(DAY, "1", first, seconds_left=10)
    assert visitor_counts.add_counts(DAY, "2", Counts(page_views=1), seconds_left=10)

    assert CALLS == ["TransactWriteItems", "TransactWriteItems"]
    assert _counts(tables) == {"page_views": 4, "visitors": 2, "bots": 1, "orders": 1}
    (row,) = (row for row in tables.items("VisitorCountsTable") if row["part"] == "counts")
    assert datetime.fromtimestamp(row["expires_at"], UTC) == datetime(2028, 12, 22, tzinfo=UTC)


def test_adds_a_batch_once_however_often_it_comes(tables: Tables):
    counts = Counts(page_views=3, visitors=2)
    assert not visitor_counts.has_batch(DAY, "1")
    assert visitor_counts.add_counts(DAY, "1", counts, seconds_left=10)
    assert visitor_counts.has_batch(DAY, "1")
    assert not visitor_counts.add_counts(DAY, "1", counts, seconds_left=10)

    assert _counts(tables) == {"page_views": 3, "visitors": 2, "bots": 0, "orders": 0}


def test_adds_the_numbers_of_traits_once_though_an_attempt_broke_off_between(tables: Tables):
    cells: dict[Cell, int] = {("network", f"10.{n}.0.0/16"): 1 for n in range(95)}
    counts = Counts(page_views=95)
    with (
        answered_but("TransactWriteItems", 1, "ValidationException"),
        pytest.raises(Exception, match=r"."),
    ):
        visitor_counts.add_counts(DAY, "1", counts, cells, seconds_left=10)
    assert visitor_counts.add_counts(DAY, "1", counts, cells, seconds_left=10)
    rows = [r for r in tables.items("VisitorCountsTable") if r["part"].startswith("cell#")]
    assert (len(rows), {row["number"] for row in rows}) == (95, {1})
    expiry = int(datetime(2028, 12, 22, tzinfo=UTC).timestamp())
    assert {row["expires_at"] for row in rows} == {expiry}


def test_removes_the_small_numbers_of_people_and_no_others(tables: Tables):
    cells: dict[Cell, int] = {
        ("country", "GB"): 5,
        ("country", "IS"): 4,
        ("bot", "curl/"): 1,
        ("link", "cookie-help"): 1,
    }
    visitor_counts.add_counts(DAY, "1", Counts(visitors=9), cells, seconds_left=10)
    assert visitor_counts.remove_small_cells(DAY) == 1
    left = {r["part"] for r in tables.items("VisitorCountsTable") if "number" in r}
    assert left == {"cell#country#GB", "cell#bot#curl/", "cell#link#cookie-help"}


def test_removes_everything_of_a_day_that_tells_visitors_apart(tables: Tables):
    visitor_counts.insert_salt(DAY, "salt")
    visitor_counts.insert_salt(date(2026, 11, 24), "another day's")
    for number in range(30):
        visitor_counts.insert_marker(DAY, f"visitor#{number}", "1")
    visitor_counts.add_counts(DAY, "1", Counts(page_views=1), seconds_left=10)
    CALLS.clear()

    assert visitor_counts.remove_identifiers(DAY) == 32

    assert CALLS == ["Query", "BatchWriteItem", "BatchWriteItem"]
    left = {(row["day"], row["part"]) for row in tables.items("VisitorCountsTable")}
    assert left == {("2026-11-23", "counts"), ("2026-11-24", "salt")}
    assert visitor_counts.remove_identifiers(DAY) == 0
