import pytest

from shop.domain.data_requests import Subject
from shop.domain.visits import records_of
from shop.storage import visits
from shop.storage.personal_visits import find_visits, remove_visits
from tests.support.gateway import NOW
from tests.support.tables import Tables
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
CUSTOMER = Subject("id-1", "", NOW)
GUEST = Subject("", "", NOW, ("CT-1",))


def keep(**changes):
    visits.insert_all(records_of(make_visit(**changes)))


def test_finds_a_customer_s_visits_with_those_of_the_same_session():
    keep(request_id="1", customer_id="id-1", session="s1")
    keep(request_id="2", session="s1")
    keep(request_id="3", session="s2")
    keep(request_id="4")
    found = find_visits(CUSTOMER)
    assert {row.request_id for row in found} == {"1", "2"}
    assert len(found) == 4


def test_finds_a_guest_s_visits_by_their_orders():
    keep(request_id="1", order_number="CT-1", session="s1")
    keep(request_id="2", session="s1")
    keep(request_id="3", order_number="CT-2", session="s2")
    assert {row.request_id for row in find_visits(GUEST)} == {"1", "2"}


def test_an_order_s_visits_from_no_address_are_found_too():
    keep(request_id="1", order_number="CT-1", ip="unknown")
    assert [row.subject for row in find_visits(GUEST)] == ["order#CT-1"]


@pytest.mark.parametrize("subject", [CUSTOMER, GUEST])
def test_leaves_none_of_them_under_any_subject(tables: Tables, subject):
    keep(request_id="1", customer_id="id-1", order_number="CT-1", session="s1")
    keep(request_id="2", session="s1")
    keep(request_id="3", session="s2")
    assert remove_visits(subject) == 5
    assert {row["request_id"] for row in tables.items("VisitsTable")} == {"3"}
    assert remove_visits(subject) == 0
