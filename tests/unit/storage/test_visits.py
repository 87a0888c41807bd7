from datetime import timedelta

import pytest

from shop.domain.visits import records_of
from shop.storage import visits
from tests.support.tables import CALLS, Tables
from tests.support.visits import AT, make_visit

pytestmark = pytest.mark.usefixtures("tables")


def test_gives_back_what_was_kept():
    records = records_of(
        make_visit(
            session="abc",
            customer_id="customer-1",
            order_number="N-1",
            referrer_host="example.com",
            do_not_count=True,
        )
    )
    visits.insert_all(records)

    for record in records:
        assert visits.list_by_subject(record.subject, AT) == (record,)


def test_gives_back_what_was_kept_of_a_request_that_told_little():
    records = records_of(make_visit(user_agent=None))
    visits.insert_all(records)

    assert visits.list_by_subject("address#192.0.2.10", AT) == records


def test_keeps_a_visit_once_however_often_it_is_delivered(tables: Tables):
    visits.insert_all(records_of(make_visit()))
    before = tables.items("VisitsTable")
    visits.insert_all(records_of(make_visit()))

    assert tables.items("VisitsTable") == before


def test_names_a_visit_by_its_time_and_request(tables: Tables):
    visits.insert_all(records_of(make_visit()))

    (row,) = tables.items("VisitsTable")
    assert (row["subject"], row["visit"]) == (
        "address#192.0.2.10",
        "2026-11-23T10:00:00Z#request-1",
    )


def test_lists_the_newest_hundred_with_one_call():
    visits.insert_all(
        record
        for second in range(101)
        for record in records_of(make_visit(at=AT + timedelta(seconds=second)))
    )
    CALLS.clear()

    listed = visits.list_by_subject("address#192.0.2.10", AT)

    assert CALLS == ["Query"]
    assert len(listed) == 100
    assert listed[0].visit.at == AT + timedelta(seconds=100)
    assert listed[-1].visit.at == AT + timedelta(seconds=1)


def test_does_not_list_what_has_expired_and_is_not_yet_removed():
    (record,) = records_of(make_visit())
    visits.insert_all([record])

    just_before = record.expires_at - timedelta(seconds=1)
    assert visits.list_by_subject(record.subject, just_before) == (record,)
    assert visits.list_by_subject(record.subject, record.expires_at) == ()
