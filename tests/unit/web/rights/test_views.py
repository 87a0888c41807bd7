import json

import pytest

from shop.domain.data_requests import Subject
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.responses import to_response
from shop.web.rights import views
from tests.support.accounts import add_customer
from tests.support.data_requests import a_request
from tests.support.gateway import HTML, NOW, make_event

pytestmark = pytest.mark.usefixtures("tables")
HERS = Subject("id-of-customer", "customer@example.com", NOW)


def a_visit(accept: str = "application/json") -> Request:
    return Request(make_event("GET", "/account/data", headers={"accept": accept}))


def test_shows_sections_that_hold_something_with_what_they_are_for():
    add_customer()
    data = views.data_shown(HERS)
    assert [section.name for section in data.sections] == ["Customers", "CustomerEmails"]
    assert data.sections[0].title == "Your account"
    assert data.sections[0].purpose
    assert data.made_at == "2026-11-23T10:00:00Z"


def test_hands_all_of_it_over_as_a_file():
    response = to_response(a_visit(), views.data_file(HERS))
    assert response["headers"]["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response["headers"]["Content-Type"] == "application/json"
    assert response["headers"]["Cache-Control"] == "no-store"
    assert json.loads(response["body"])["email"] == "customer@example.com"


def test_the_preview_says_what_goes_what_stays_and_why():
    shown = views.preview(["CT-1"])
    assert {"Your account", "Your cart", "Your visits"} <= {part.title for part in shown.goes}
    orders = next(part.fields for part in shown.emptied if part.title == "Your orders")
    assert {"your e-mail address", "billing address", "instructions"} <= set(orders)
    assert len(orders) == len(set(orders))
    assert all(part.reason and part.fields for part in shown.stays)
    assert "lines" in next(part.fields for part in shown.stays if part.title == "Your orders")
    assert shown.open_orders == ["CT-1"]
    assert shown.undo_for == "60 minutes"


def test_the_preview_reads_well_on_its_page():
    visit = a_visit(HTML)
    context = {"path": "/account/erase", "email": "customer@example.com", "must_log_in": False}
    page = to_response(
        visit, Reply(data=views.preview(["CT-1"]), page="erase.html", context=context)
    )["body"]
    assert '<strong class="figure">CT-1</strong>' in page
    assert "Your invoices, without: your name and address on them" in page
    assert "the law has the shop keep" in page or "which the law has it keep" in page


def test_says_when_a_waiting_erasure_is_carried_out():
    assert views.waiting_shown(a_request()).erased_at == "2026-11-23T11:00:00Z"
    assert views.waiting_shown(a_request(run_at=None)).erased_at is None


def test_says_what_a_mailed_link_asks_for():
    assert views.to_be_confirmed("erase").status == "to-be-confirmed"
    assert views.to_be_confirmed(None).status == "not-asked-yet"
