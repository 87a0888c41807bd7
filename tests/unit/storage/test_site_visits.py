"""Visits of a day, counted the same in whatever batches and order they come."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.domain.site_visits import HalfHour
from shop.domain.visitor_counts import tally
from shop.storage import site_visits
from tests.support.faults import failing
from tests.support.tables import CALLS, Tables
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
DAY = date(2026, 11, 23)
MIDNIGHT = make_visit().at.replace(hour=0)


def seen(*numbers: int, ip: str = "192.0.2.10") -> tuple[HalfHour, ...]:
    visits = [make_visit(at=MIDNIGHT + n * timedelta(minutes=30), ip=ip) for n in numbers]
    return tally(visits, "shop.example.com").half_hours("salt")


def test_views_without_a_pause_are_one_visit():
    assert site_visits.count_new(DAY, seen(20, 21, 22), "1") == 1
    assert [*["PutItem"] * 3, "BatchGetItem", *["PutItem"] * 2] == CALLS


def test_a_half_hour_of_nothing_makes_two_visits_of_it():
    assert site_visits.count_new(DAY, seen(20, 22), "1") == 2


def test_a_visit_goes_on_in_another_batch():
    assert site_visits.count_new(DAY, seen(20), "1") == 1
    assert site_visits.count_new(DAY, seen(20, 21), "2") == 0


def test_what_comes_late_joins_two_visits():
    assert site_visits.count_new(DAY, seen(20), "1") == 1
    assert site_visits.count_new(DAY, seen(22), "2") == 1
    assert site_visits.count_new(DAY, seen(21), "3") == -1


def test_neighbours_of_others_join_nothing():
    assert site_visits.count_new(DAY, seen(20), "1") == 1
    assert site_visits.count_new(DAY, seen(21, ip="192.0.2.11"), "2") == 1


def test_the_same_batch_again_says_the_same():
    assert site_visits.count_new(DAY, seen(20), "0") == 1
    assert site_visits.count_new(DAY, seen(21, 23), "1") == 1
    assert site_visits.count_new(DAY, seen(21, 23), "1") == 1


def test_a_batch_that_broke_off_leaves_nothing_out_and_counts_nothing_twice():
    with failing("BatchGetItem", "ValidationException"), pytest.raises(Exception, match=r"."):
        site_visits.count_new(DAY, seen(20), "1")
    # The neighbour comes before the second attempt and takes the pair.
    assert site_visits.count_new(DAY, seen(21), "2") == 0
    assert site_visits.count_new(DAY, seen(20), "1") == 1


def test_reads_nothing_where_nothing_is_new():
    site_visits.count_new(DAY, seen(20), "1")
    CALLS.clear()
    assert site_visits.count_new(DAY, seen(20), "2") == 0
    assert CALLS == ["PutItem"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.frozensets(st.integers(0, 11), max_size=4), max_size=5), st.uuids())
def test_visits_are_runs_of_half_hours_whatever_the_batches(batches, name):
    ip = f"2001:db8::{str(name)[:4]}:{str(name)[-4:]}"
    added = [
        site_visits.count_new(DAY, seen(*batch, ip=ip), f"{name} {number}")
        for number, batch in enumerate(batches)
    ]
    there = frozenset[int]().union(*batches)
    assert sum(added) == sum(number - 1 not in there for number in there)


def test_tells_no_row_that_could_be_put_beside_another(tables: Tables):
    site_visits.count_new(DAY, seen(20, 21), "1")
    rows = tables.items("VisitorCountsTable")
    assert {frozenset(row) for row in rows} == {frozenset({"day", "part", "batch", "expires_at"})}
    assert len({row["part"].partition("#")[2] for row in rows}) == 3
