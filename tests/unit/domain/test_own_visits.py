from datetime import timedelta

from shop.domain.own_visits import erasable, own_visits, reason_to_keep
from shop.domain.visits import Purpose, VisitRecord, records_of
from tests.support.visits import AT, FIREFOX, make_visit


def test_shows_each_visit_once_with_all_it_was_logged_for():
    (visit,) = own_visits("abc", records_of(make_visit(session="abc")))

    assert (visit.at, visit.method, visit.path, visit.status) == (AT, "GET", "/", 200)
    assert visit.purposes == (
        Purpose.USE_OF_SITE,
        Purpose.ORDERING,
        Purpose.DIAGNOSIS,
        Purpose.DEMOGRAPHICS,
    )


def test_does_not_say_that_a_visit_was_counted_if_it_was_not():
    (visit,) = own_visits(None, records_of(make_visit(do_not_count=True)))

    assert visit.purposes == (Purpose.USE_OF_SITE, Purpose.DIAGNOSIS)


def test_says_until_when_the_last_record_is_kept():
    visit = make_visit(session="abc")
    records = [
        VisitRecord("address#192.0.2.10", visit, AT + timedelta(days=1)),
        VisitRecord("session#abc", visit, AT + timedelta(days=3)),
    ]

    assert own_visits("abc", records)[0].kept_until == AT + timedelta(days=3)


def test_shows_the_newest_visit_first():
    visits = [make_visit(at=AT + timedelta(minutes=n), request_id=f"r{n}") for n in (1, 3, 2)]
    records = [record for visit in visits for record in records_of(visit)]

    minutes = [(visit.at - AT) // timedelta(minutes=1) for visit in own_visits(None, records)]
    assert minutes == [3, 2, 1]


def test_keeps_two_visits_of_one_second_apart():
    records = [*records_of(make_visit()), *records_of(make_visit(request_id="request-2"))]

    assert len(own_visits(None, records)) == 2


def test_shows_nothing_of_somebody_elses_session_at_the_same_address():
    records = [
        *records_of(make_visit(session="theirs", request_id="1")),
        *records_of(make_visit(session="mine", request_id="2", path="/cart")),
        *records_of(make_visit(request_id="3", path="/products")),
    ]

    assert {visit.path for visit in own_visits("mine", records)} == {"/cart", "/products"}
    assert {visit.path for visit in own_visits(None, records)} == {"/products"}


REFUSED = {"method": "POST", "route": "POST /login", "status": 401}


def test_an_order_and_safety_are_reasons_to_keep_a_visit():
    assert reason_to_keep(make_visit()) is None
    assert "order" in (reason_to_keep(make_visit(order_number="CT-1")) or "")
    for status in (401, 403, 429):
        assert "misuses" in (reason_to_keep(make_visit(**(REFUSED | {"status": status}))) or "")
    assert reason_to_keep(make_visit(**(REFUSED | {"status": 303}))) is None
    assert reason_to_keep(make_visit(status=401)) is None


def test_says_why_a_visit_stays():
    (visit,) = own_visits("abc", records_of(make_visit(session="abc", order_number="CT-1")))
    assert visit.kept_because == "It belongs to an order, whose problems it helps to find."


def test_a_visitor_erases_their_session_and_what_this_browser_did_without_one():
    records = [
        *records_of(make_visit(request_id="mine", session="abc", user_agent="Another")),
        *records_of(make_visit(request_id="theirs", session="xyz")),
        *records_of(make_visit(request_id="this browser")),
        *records_of(make_visit(request_id="another browser", user_agent="Another")),
        *records_of(make_visit(request_id="ordered", session="abc", order_number="CT-1")),
        *records_of(make_visit(request_id="refused", session="abc", **REFUSED)),
    ]
    found = erasable("abc", FIREFOX, records)
    assert {record.visit.request_id for record in found} == {"mine", "this browser"}
    assert len(found) == 3
    without = erasable(None, FIREFOX, records)
    assert {record.visit.request_id for record in without} == {"this browser"}
