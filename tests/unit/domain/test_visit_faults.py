from datetime import timedelta

from shop.domain.visit_faults import recent_faults
from shop.domain.visits import VisitRecord
from tests.support.visits import AT, make_visit


def record(subject: str, minutes: int, status: int) -> VisitRecord:
    at = AT + timedelta(minutes=minutes)
    return VisitRecord(subject, make_visit(at=at, status=status, request_id=f"r{minutes}"), AT)


def test_tells_what_was_refused_or_failed_the_newest_first_and_each_once():
    records = [record("session#a", 1, 500), record("session#a", 2, 200), record("order#1", 1, 500)]
    records.append(record("order#1", 3, 404))
    assert [(v.request_id, v.status) for v in recent_faults(records)] == [("r3", 404), ("r1", 500)]


def test_tells_twenty_at_most():
    found = recent_faults(record("session#a", number, 400) for number in range(30))
    assert [found[0].request_id, found[-1].request_id, len(found)] == ["r29", "r10", 20]
