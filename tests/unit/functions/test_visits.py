"""Visit lines into the visit log and the day's counts."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from functions.visits.app import lambda_handler
from shop.gateways import clock
from shop.gateways.settings import SITE_URL
from tests.support.faults import answered_but, failing
from tests.support.logs import counted, logged
from tests.support.tables import CALLS, Tables
from tests.support.visits import log_batch, make_line, pack


def _line(**changes: Any) -> str:
    return make_line(clock.now(), **changes)


def _counts(tables: Tables) -> list[dict[str, int]]:
    names = ("page_views", "visitors", "visits", "bots", "orders")
    rows = tables.items("VisitorCountsTable")
    return [{n: row[n] for n in names} for row in rows if row["part"] == "counts"]


def _parts(tables: Tables, kind: str) -> list[str]:
    parts = [row["part"] for row in tables.items("VisitorCountsTable")]
    return [part for part in parts if part.startswith(kind)]


def test_keeps_and_counts_the_visits_of_a_batch(tables: Tables):
    order = {"method": "POST", "route": "POST /orders", "status": 303, "order_number": "N-1"}
    lines = [
        _line(request_id="1", session="abc"),
        _line(request_id="2", ip="2001:db8::1"),
        _line(request_id="3", session="abc", **order),
        _line(request_id="4", user_agent="curl/8.5.0"),
        _line(request_id="5", route="GET /health", path="/health"),
    ]

    lambda_handler(log_batch(lines), None)

    assert list(CALLS) == [
        "BatchWriteItem",
        "GetItem",  # is the batch counted already?
        "GetItem",  # the day's salt
        *["PutItem"] * 4,  # the salt, two visitors, an order
        *["PutItem"] * 2,  # a half hour of each
        "BatchGetItem",  # were they there just before or after?
        "TransactWriteItems",
    ]
    subjects = sorted(row["subject"] for row in tables.items("VisitsTable"))
    assert subjects == [
        *["address#192.0.2.10"] * 4,
        "address#2001:db8::1",
        "order#N-1",
        *["session#abc"] * 2,
    ]
    assert _counts(tables) == [
        {"page_views": 2, "visitors": 2, "visits": 2, "bots": 1, "orders": 1}
    ]


def test_keeps_what_no_line_asks_to_keep_out_of_the_tables(tables: Tables):
    lambda_handler(log_batch([_line(language="cy", country="GB", visitor="v")]), None)

    (row,) = tables.items("VisitsTable")
    assert not {"language", "country", "visitor"} & set(row)
    assert not any("192.0.2.10" in str(row) for row in tables.items("VisitorCountsTable"))


def _cells(tables: Tables) -> dict[str, int]:
    rows = tables.items("VisitorCountsTable")
    return {r["part"]: r["number"] for r in rows if r["part"].startswith("cell#")}


def test_counts_where_visitors_come_from_and_with_what_each_once_a_day(tables: Tables):
    lines = [
        _line(request_id="1", language="cy-GB", country="GB"),
        _line(request_id="2", language="cy-GB", country="GB", path="/cart"),
        _line(request_id="3", ip="198.51.100.7", language="?", country=None),
        _line(request_id="4", user_agent="curl/8.5.0", country="GB"),
        _line(request_id="5", do_not_count=True, ip="192.0.2.12", country="GB"),
        _line(request_id="6", route="GET /links/{id}", path="/links/cookie-help", status=302),
    ]
    lambda_handler(log_batch(lines), None)
    expected = {
        "cell#bot#curl/": 1,
        "cell#country#GB": 1,
        "cell#device#computer": 2,
        "cell#language#cy": 1,
        "cell#link#cookie-help": 1,
        "cell#network#192.0.0.0/16": 1,
        "cell#network#198.51.0.0/16": 1,
        "cell#page#GET /": 3,
        "cell#referrer#no other site": 2,
    }
    assert _cells(tables) == expected

    lambda_handler(log_batch([_line(request_id="7", country="GB")], name="later"), None)
    assert _cells(tables) == expected | {"cell#page#GET /": 4}


def test_counts_more_traits_than_one_transaction_takes_once_each(tables: Tables):
    batch = log_batch([_line(request_id=f"{n}", ip=f"10.{n}.0.1") for n in range(95)])
    with failing("TransactWriteItems", "ValidationException"), pytest.raises(Exception, match=r"."):
        lambda_handler(batch, None)
    CALLS.clear()
    lambda_handler(batch, None)
    assert list(CALLS).count("TransactWriteItems") == 2
    assert len(_cells(tables)) == 99
    lambda_handler(batch, None)
    assert set(_cells(tables).values()) == {1, 95}


def test_keeps_and_counts_once_what_is_delivered_twice(tables: Tables):
    batch = log_batch([_line(request_id="1"), _line(request_id="2", ip="192.0.2.11")])
    lambda_handler(batch, None)
    rows = [tables.items(table) for table in ("VisitsTable", "VisitorCountsTable")]

    lambda_handler(batch, None)

    assert [tables.items(table) for table in ("VisitsTable", "VisitorCountsTable")] == rows


def test_counts_a_visitor_once_a_day_in_whatever_batch(tables: Tables):
    lambda_handler(log_batch([_line(request_id="1")], name="first"), None)
    lambda_handler(log_batch([_line(request_id="2")], name="second"), None)

    assert _counts(tables) == [
        {"page_views": 2, "visitors": 1, "visits": 1, "bots": 0, "orders": 0}
    ]


def test_counts_once_a_batch_that_broke_off_before_its_counts_were_kept(tables: Tables):
    batch = log_batch([_line(request_id="1"), _line(request_id="2", ip="192.0.2.11")])
    with failing("TransactWriteItems", "ValidationException"), pytest.raises(Exception, match=r"."):
        lambda_handler(batch, None)
    assert len(_parts(tables, "visitor#")) == 2

    lambda_handler(batch, None)

    assert _counts(tables) == [
        {"page_views": 2, "visitors": 2, "visits": 2, "bots": 0, "orders": 0}
    ]


def test_counts_once_a_batch_that_broke_off_between_two_visitors(tables: Tables):
    batch = log_batch([_line(request_id="1"), _line(request_id="2", ip="192.0.2.11")])
    lambda_handler(log_batch([_line()], name="earlier"), None)
    with failing("PutItem", "ValidationException", times=1), pytest.raises(Exception, match=r"."):
        lambda_handler(batch, None)

    lambda_handler(batch, None)

    assert _counts(tables) == [
        {"page_views": 3, "visitors": 2, "visits": 2, "bots": 0, "orders": 0}
    ]


def test_fails_for_the_batch_to_come_again_when_visits_cannot_be_kept(tables: Tables):
    batch = log_batch([_line()])
    with failing("BatchWriteItem", "ValidationException"), pytest.raises(Exception, match=r"."):
        lambda_handler(batch, None)
    assert tables.count("VisitorCountsTable") == 0

    lambda_handler(batch, None)

    assert tables.count("VisitsTable") == 1


def test_skips_a_line_without_a_visit_and_keeps_the_others(tables: Tables):
    with logged() as log:
        lambda_handler(log_batch(["visit-record but no JSON", _line(), "{"], name="b"), None)

    assert tables.count("VisitsTable") == 1
    assert [(line["message"], line["log_event_id"]) for line in log] == [
        ("visit-line-skipped", "b-0"),
        ("visit-line-skipped", "b-2"),
    ]


def test_keeps_but_does_not_count_those_who_asked_not_to_be_counted(tables: Tables):
    lambda_handler(log_batch([_line(do_not_count=True, session="abc")]), None)

    assert CALLS == ["BatchWriteItem"]
    assert tables.count("VisitsTable") == 2
    assert tables.count("VisitorCountsTable") == 0


def test_leaves_no_marker_of_programs(tables: Tables):
    lambda_handler(log_batch([_line(user_agent="Examplebot/1.0")]), None)

    assert _counts(tables) == [
        {"page_views": 0, "visitors": 0, "visits": 0, "bots": 1, "orders": 0}
    ]
    assert _parts(tables, "visitor#") == []


def test_counts_a_batch_over_midnight_on_both_days(tables: Tables):
    yesterday = clock.now() - timedelta(days=1)

    lambda_handler(log_batch([make_line(yesterday), _line(request_id="2")]), None)

    one = {"page_views": 1, "visitors": 1, "visits": 1, "bots": 0, "orders": 0}
    assert _counts(tables) == [one, one]


def test_does_not_count_visits_whose_salt_is_dead(tables: Tables):
    with logged() as log:
        lambda_handler(log_batch([make_line(clock.now() - timedelta(days=3))]), None)

    assert tables.count("VisitsTable") == 1
    assert tables.count("VisitorCountsTable") == 0
    assert [line["message"] for line in log] == ["visits-too-late-to-count"]


def test_does_nothing_for_a_control_message(tables: Tables):
    lambda_handler(pack({"messageType": "CONTROL_MESSAGE", "logEvents": []}), None)

    assert CALLS == []
    assert tables.count("VisitsTable") == 0


def test_fails_on_what_is_no_subscriptions_event():
    with pytest.raises(KeyError):
        lambda_handler({}, None)


def test_counts_visits_once_though_they_come_twice(tables: Tables, capsys):
    batch = log_batch([make_line(), make_line(), make_line(user_agent="Googlebot/2.1")])
    lambda_handler(batch, None)
    lambda_handler(batch, None)
    counts = counted(capsys.readouterr().out)
    assert (counts["PageViews"], counts["Visits"]) == (2, 1)
    assert (counts["Visitors"], counts["Bots"]) == (1, 1)


def test_counts_visits_pages_and_who_led_to_them_once_though_they_come_twice(tables: Tables):
    at = (clock.now() - timedelta(days=1)).replace(hour=12, minute=0)
    product = {"route": "GET /products/{sku}", "path": "/products/MUG-1"}
    search = {"referrer_host": "Search.example.com"}
    batch = log_batch(
        [
            make_line(at, request_id="1", **product, **search),
            make_line(at + timedelta(minutes=31), request_id="2", referrer_host="localhost"),
            make_line(at, request_id="3", ip="192.0.2.11", **search, do_not_count=True),
            make_line(at, request_id="4", user_agent="curl/8.5.0", referrer_host="x.example.com"),
        ]
    )
    lambda_handler(batch, None)
    lambda_handler(batch, None)
    (counts,) = _counts(tables)
    assert (counts["page_views"], counts["visitors"], counts["visits"]) == (2, 1, 1)
    cells = {part: n for part, n in _cells(tables).items() if n}
    assert {part.removeprefix("cell#") for part in cells if part.count("#") > 1} >= {
        "page#GET /",
        "page#GET /products/{sku}",
        "product#MUG-1",
        "referrer#search.example.com",
    }
    assert set(cells.values()) == {1}
    assert not any("x.example.com" in part for part in cells)
    assert _parts(tables, "cell#product#") == ["cell#product#MUG-1"]


def test_counts_a_visit_again_after_half_an_hour_of_nothing(tables: Tables):
    # Of yesterday, whose hours are all over.
    noon = (clock.now() - timedelta(days=1)).replace(hour=12, minute=0)
    found = []
    for number, minutes in enumerate((0, 70, 35, 150)):
        line = make_line(noon + timedelta(minutes=minutes))
        lambda_handler(log_batch([line], name=f"{number}"), None)
        found.append(_counts(tables)[0]["visits"])
    assert found == [1, 2, 1, 2]


def test_counts_no_page_of_our_own_as_another_site(tables: Tables):
    lambda_handler(log_batch([_line(referrer_host=urlsplit(SITE_URL).hostname)]), None)
    assert _parts(tables, "cell#referrer#") == ["cell#referrer#no other site"]


def test_counts_once_a_batch_that_broke_off_after_its_referrers(tables: Tables):
    batch = log_batch([_line(referrer_host="search.example.com")])
    with (
        answered_but("TransactWriteItems", 1, "ValidationException"),
        pytest.raises(Exception, match=r"."),
    ):
        lambda_handler(batch, None)
    lambda_handler(batch, None)
    assert _cells(tables)["cell#referrer#search.example.com"] == 1
    assert [counts["visits"] for counts in _counts(tables)] == [1]
