import json
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.retention import VISIT_BY_ADDRESS, VISIT_BY_ORDER, VISIT_BY_SESSION
from shop.domain.visits import (
    Purpose,
    VisitRecord,
    address_subject,
    order_subject,
    read_line,
    records_of,
    session_subject,
)
from shop.web.requests import Request
from shop.web.visit_log import visit_record
from tests.support.gateway import make_event
from tests.support.visits import AT, make_line, make_visit


def test_reads_a_line_as_the_shop_writes_it():
    event = make_event(
        "GET",
        "/products/LAMP-1?ref=mail",
        headers={"user-agent": "A browser", "referer": "https://example.com/page", "dnt": "1"},
    )
    line = json.dumps(visit_record(Request(event), status=404, duration_ms=7))

    assert read_line(line) == make_visit(
        at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        route="GET /products/{sku}",
        path="/products/LAMP-1",
        status=404,
        duration_ms=7,
        user_agent="A browser",
        referrer_host="example.com",
        do_not_count=True,
    )


@pytest.mark.parametrize("prefix", ["", "2026-11-23T10:00:00.000Z request-1 INFO ", "[INFO]\t"])
@pytest.mark.parametrize("suffix", ["", "\n", " ignored {"])
def test_finds_the_record_wherever_it_stands_in_the_line(prefix: str, suffix: str):
    line = prefix + make_line(session="abc", customer_id="c-1", order_number="N-1") + suffix

    expected = make_visit(session="abc", customer_id="c-1", order_number="N-1", language="en-GB")
    assert read_line(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "visit-record",
        '{"message":"visit-record"',
        '{"message":"another"}',
        '{"path":' + json.dumps(make_line()) + "}",
        '{"a":' * 100_000,
        make_line(ip=None),
        make_line(ip=""),
        make_line(path=7),
        make_line(status="200"),
        make_line(status=True),
        make_line(duration_ms=1.5),
        make_line(session=["a"]),
        make_line().replace("2026-11-23", "yesterday"),
        make_line().replace("00:00Z", "00:00"),
    ],
)
def test_refuses_a_line_without_a_whole_record(line: str):
    with pytest.raises(ValueError, match=r"."):
        read_line(line)


def test_mends_text_that_cannot_be_stored():
    assert read_line(make_line(path="/\ud800")).path == "/?"


def test_cuts_text_that_is_longer_than_the_shop_logs():
    assert len(read_line(make_line(path="/" * 5_000)).path) == 512


@pytest.mark.parametrize("said", [True, None, "false", 0])
def test_takes_an_unclear_answer_about_counting_for_a_no(said: object):
    assert read_line(make_line(do_not_count=said)).do_not_count


def test_keeps_a_visit_by_address_session_and_order_each_for_its_own_time():
    visit = make_visit(session="abc", order_number="N-1")

    assert records_of(visit) == (
        VisitRecord("address#192.0.2.10", visit, AT + VISIT_BY_ADDRESS),
        VisitRecord("session#abc", visit, AT + VISIT_BY_SESSION),
        VisitRecord("order#N-1", visit, AT + VISIT_BY_ORDER),
    )


def test_keeps_a_visit_without_session_and_order_by_address_only():
    assert [record.subject for record in records_of(make_visit())] == ["address#192.0.2.10"]


def test_keeps_no_visit_by_an_address_that_is_none():
    assert records_of(make_visit(ip="unknown")) == ()


def test_says_what_each_kind_of_record_is_kept_for():
    by_address, by_session, by_order = records_of(make_visit(session="abc", order_number="N-1"))

    assert by_address.purposes == (Purpose.USE_OF_SITE, Purpose.DIAGNOSIS)
    assert by_session.purposes == (Purpose.ORDERING,)
    assert by_order.purposes == (Purpose.DIAGNOSIS,)


def test_names_subjects_so_that_one_address_has_one_name():
    assert address_subject("2001:db8::1") == address_subject("2001:0DB8:0:0::1")
    assert address_subject("unknown") is None
    assert session_subject("abc") == "session#abc"
    assert order_subject("N-1") == "order#N-1"


def test_keeps_no_record_longer_than_the_policy_says():
    for record in records_of(make_visit(session="abc", order_number="N-1")):
        assert record.expires_at - AT == timedelta(days=30)
