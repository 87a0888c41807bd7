"""Hosts that lead to the shop: counted once, and never more a day than there is room for."""

from datetime import UTC, date, datetime

import pytest

from shop.domain.referrers import MOST_REFERRERS
from shop.storage import referrers
from shop.storage.connection import connection
from tests.support.faults import answered_but
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
DAY = date(2026, 11, 23)
SEARCH = "search.example.com"


def numbers(tables: Tables) -> dict[str, int]:
    rows = tables.items("VisitorCountsTable")
    prefix = "cell#referrer#"
    return {
        row["part"].removeprefix(prefix): row["number"]
        for row in rows
        if row["part"].startswith(prefix)
    }


def add(batch: str, **hosts: int) -> None:
    named = {f"{name}.example.com": number for name, number in hosts.items()}
    referrers.add(DAY, batch, named, seconds_left=10)


def test_adds_batches_up_each_once(tables: Tables):
    add("1", search=2)
    add("1", search=2)
    add("2", search=1, news=4)
    assert numbers(tables) == {SEARCH: 3, "news.example.com": 4}


def test_nothing_to_count_asks_for_nothing():
    add("1")
    assert CALLS == []


def test_one_query_and_one_transaction_a_batch():
    add("1", search=2)
    assert CALLS == ["Query", "TransactWriteItems"]


def test_a_spammer_cannot_fill_the_table(tables: Tables):
    add("1", search=1)
    for batch in range(3):
        add(f"spam {batch}", **{f"s{batch}x{n:02}": 1 for n in range(40)})
    add("2", search=1)
    found = numbers(tables)
    assert len(found) == MOST_REFERRERS
    assert found[SEARCH] == 2


def test_hosts_that_others_kept_in_the_same_moment_leave_no_room(tables: Tables):
    referrers.add(DAY, "0", {f"k{n:02}.example.com": 1 for n in range(45)}, seconds_left=10)
    events = connection.client.meta.events

    def add_theirs(**_event: object) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", add_theirs)
        referrers.add(DAY, "theirs", {f"t{n}.example.com": 1 for n in range(4)}, seconds_left=10)

    events.register("before-call.dynamodb.TransactWriteItems", add_theirs)
    ours = {"k01.example.com": 1} | {f"o{n}.example.com": 1 for n in range(4)}
    referrers.add(DAY, "ours", ours, seconds_left=10)
    found = numbers(tables)
    assert len(found) == 49
    assert found["k01.example.com"] == 2
    assert "o1.example.com" not in found


def test_adds_once_what_an_earlier_attempt_could_not(tables: Tables):
    with (
        answered_but("TransactWriteItems", 0, "ValidationException"),
        pytest.raises(Exception, match=r"."),
    ):
        add("1", search=2)
    add("1", search=2)
    assert numbers(tables) == {SEARCH: 2}


def test_what_counts_the_room_goes_with_the_salt_and_the_numbers_stay(tables: Tables):
    add("1", search=5)
    expiry = {row["part"]: row["expires_at"] for row in tables.items("VisitorCountsTable")}
    dead_at = int(datetime(2026, 11, 25, tzinfo=UTC).timestamp())
    assert expiry["referrers"] == dead_at
    assert expiry[f"cell#referrer#{SEARCH}"] == int(datetime(2028, 12, 22, tzinfo=UTC).timestamp())
