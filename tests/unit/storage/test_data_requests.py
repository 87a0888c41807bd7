from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain import data_requests as rules
from shop.domain.mails import Mail
from shop.storage import data_requests
from tests.support.data_requests import a_request, add_request
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
MAIL = Mail("erasure#1", "customer@example.com", "erasure", {})


def test_keeps_a_request_whole_together_with_its_mail(tables: Tables):
    request = add_request(orders=("CT-1",), counts={"OrdersTable": 2}, done_at=NOW, expires_at=NOW)
    assert data_requests.find("example-erasure") == request
    assert tables.count("MailsTable") == 1
    assert data_requests.find("another") is None


def test_changes_a_request_that_is_as_it_was_read_and_no_other():
    before = add_request()
    done = rules.erased(before, {"OrdersTable": 2}, NOW)
    assert data_requests.change(before, done)
    assert data_requests.find(before.request_id) == done
    assert not data_requests.change(before, rules.undone(before, NOW))


def test_a_request_that_is_done_holds_no_address(tables: Tables):
    before = add_request(orders=("CT-1",))
    data_requests.change(before, rules.erased(before, {}, NOW))
    (row,) = tables.items("DataRequestsTable")
    assert row.keys() & {"email", "customer_id", "orders"} == set()


def test_puts_the_mail_about_a_change_in_one_with_it(tables: Tables):
    before = add_request(state="asked")
    after = rules.waiting(before, NOW)
    assert data_requests.change_with_mail(before, after, MAIL, NOW, seconds_left=10)
    assert not data_requests.change_with_mail(
        before, after, replace(MAIL, mail_id="erasure#2"), NOW, seconds_left=10
    )
    assert tables.count("MailsTable") == 2
    assert data_requests.find(before.request_id) == after


def test_lists_what_is_not_finished_the_one_due_first_first():
    add_request(request_id="late", due_at=NOW + timedelta(days=9))
    add_request(request_id="soon", due_at=NOW + timedelta(days=2))
    add_request(request_id="open", state="orders-open")
    for state in ("asked", "done", "undone"):
        add_request(request_id=state, state=state)
    found = [request.request_id for request in data_requests.list_unfinished()]
    assert found == ["soon", "late", "open"]
    assert [r.request_id for r in data_requests.list_by_state("done")] == ["done"]


def test_the_row_of_a_request_has_only_what_it_says():
    row = data_requests.row_of(a_request(customer_id="", orders=()))
    assert row.serialize().keys().isdisjoint({"customer_id", "orders", "counts", "done_at"})
