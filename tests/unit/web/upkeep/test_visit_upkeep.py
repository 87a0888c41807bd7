"""Forgetting in time, and proving it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shop.domain import retention
from shop.domain.visitor_counts import Counts
from shop.domain.visits import records_of
from shop.gateways import clock
from shop.storage import visitor_counts, visits
from shop.web.upkeep import visit_upkeep
from tests.support.logs import counted, logged
from tests.support.tables import CALLS
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")


def proofs() -> dict[str, dict[str, Any]]:
    found = visit_upkeep.prove_retention("request-1")["oldest"]
    return {proof["kept_as"]: proof for proof in found}


def log(days_ago: int, **changes: Any) -> None:
    at = clock.now() - timedelta(days=days_ago)
    visits.insert_all(records_of(make_visit(at=at, **changes)))


def test_measures_the_oldest_record_of_each_purpose():
    log(2)
    log(12)
    log(5, session="abc", order_number="CT-1")
    day = clock.now().date() - timedelta(days=100)
    visitor_counts.add_counts(day, "1", Counts(page_views=1), seconds_left=10)
    ages = {name: proof["age_days"] for name, proof in proofs().items()}
    assert ages == {
        "VisitByAddress": 12,
        "VisitBySession": 5,
        "VisitByOrder": 5,
        "VisitorCounts": 100,
    }


def test_says_which_record_should_have_been_swept_long_ago():
    log(retention.VISIT_BY_ADDRESS.days + 8)
    found = proofs()
    assert {name: proof["is_overdue"] for name, proof in found.items()} == {
        "VisitByAddress": True,
        "VisitBySession": False,
        "VisitByOrder": False,
        "VisitorCounts": False,
    }
    assert found["VisitByAddress"]["kept_days"] == 30


def test_gives_the_sweep_a_week():
    log(retention.VISIT_BY_ADDRESS.days + 6)
    assert not any(proof["is_overdue"] for proof in proofs().values())


def test_finds_numbers_that_are_kept_too_long():
    day = clock.now().date() - retention.VISITOR_COUNTS - timedelta(days=10)
    visitor_counts.add_counts(day, "1", Counts(page_views=1), seconds_left=10)
    assert proofs()["VisitorCounts"]["is_overdue"]


def test_nothing_kept_is_no_age():
    assert {proof["age_days"] for proof in proofs().values()} == {0}


def test_tells_it_as_metrics_and_lines_without_an_address(capsys):
    log(3)
    with logged() as lines:
        proofs()
    assert counted(capsys.readouterr().out) == {
        "OldestVisitByAddressDays": 3,
        "OldestVisitBySessionDays": 0,
        "OldestVisitByOrderDays": 0,
        "OldestVisitorCountsDays": 0,
        "RecordsKeptTooLong": 0,
    }
    assert [line["kept_as"] for line in lines][:1] == ["VisitByAddress"]
    assert "192.0.2" not in json.dumps(lines)


def test_reads_no_whole_table():
    CALLS.clear()
    proofs()
    assert set(CALLS) == {"Query", "BatchGetItem"}
    assert CALLS.count("BatchGetItem") == 8
