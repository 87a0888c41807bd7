"""The visit log at the order desk."""

from typing import Any

import pytest

from shop.domain.errors import InvalidFields
from shop.domain.orders import By
from shop.domain.visits import records_of
from shop.storage import visits
from shop.web.desk import visits as desk
from shop.web.fields import to_struct
from tests.support.orders import NUMBER
from tests.support.tables import CALLS
from tests.support.visits import AT, make_visit

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
SESSION = "a" * 22


def seen(**given: Any) -> Any:
    asked = {"reason": "a customer could not order"} | given
    shown = desk.list_visits(to_struct(asked, desk.ReadingVisits, strict=True), BY, AT)
    return shown["visits"]


@pytest.fixture(autouse=True)
def log(tables):
    visits.insert_all(records_of(make_visit(request_id="r1", session=SESSION)))
    visits.insert_all(records_of(make_visit(request_id="r2", order_number=NUMBER)))
    visits.insert_all(records_of(make_visit(request_id="r3", ip="2001:db8::1")))
    CALLS.clear()


@pytest.mark.parametrize(
    ("given", "requests"),
    [
        ({"ip": "192.0.2.10"}, ["r2", "r1"]),
        ({"ip": "2001:DB8:0::1"}, ["r3"]),
        ({"session": SESSION}, ["r1"]),
        ({"number": NUMBER.lower()}, ["r2"]),
        ({"number": "CT-2345-2345-6"}, []),
    ],
)
def test_shows_the_visits_of_an_address_a_session_or_an_order(given, requests):
    assert [visit["request_id"] for visit in seen(**given)] == requests
    assert CALLS == ["Query"]


def test_says_what_each_is_kept_for_and_until_when():
    (visit,) = seen(session=SESSION)
    assert (visit["purposes"], visit["kept_until"]) == (["ordering"], "2026-12-23T10:00:00Z")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"ip": "192.0.2.10", "session": SESSION},
        {"ip": "everybody"},
        {"ip": "192.0.2.10", "reason": " "},
        {"ip": "192.0.2.10", "reason": None},
    ],
)
def test_shows_nothing_without_one_subject_and_a_reason(given):
    with pytest.raises(InvalidFields):
        seen(**given)
    assert CALLS == []
