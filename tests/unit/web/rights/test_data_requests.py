from datetime import timedelta

import pytest

from shop.domain.errors import (
    Conflict,
    FreshLoginRequired,
    InvalidFields,
    NotAuthenticated,
    TooManyRequests,
)
from shop.gateways.signatures import make_token
from shop.gateways.subject_marks import is_of_customer, is_of_email
from shop.storage import customers, data_requests, orders
from shop.web.requests import Request
from shop.web.rights import data_requests as asking
from tests.support.accounts import EMAIL, PASSWORD, add_customer, logged_in
from tests.support.data_requests import add_request
from tests.support.gateway import NOW, Client, make_event
from tests.support.mailbox import mails_to, token_in
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def a_visit(client: Client | None = None, now=NOW) -> Request:
    cookies = client.cookies if client else None
    return Request(make_event("POST", "/account/erase", cookies=cookies, now=now))


def asked_for(kind: str = "erase") -> tuple[str, Request]:
    asking.mail_proof_link(a_visit(), "Guest@example.com", kind)
    return token_in(mails_to("guest@example.com")[-1]), a_visit()


def test_needs_a_login_for_an_account():
    for ask in (asking.own_subject, lambda visit: asking.ask_for_erasure(visit, PASSWORD)):
        with pytest.raises(NotAuthenticated):
            ask(a_visit())


def test_finds_whose_data_it_is_and_the_orders_that_are_not_closed():
    add_customer()
    orders.row_of(an_order(customer_id="id-of-customer")).save()
    orders.row_of(
        an_order(number="CT-3333-3333-3", customer_id="id-of-customer", status="shipped")
    ).save()
    subject = asking.own_subject(a_visit(logged_in()))
    assert (subject.customer_id, subject.email) == ("id-of-customer", EMAIL)
    assert set(subject.numbers) == {NUMBER, "CT-3333-3333-3"}
    assert asking.open_orders(subject) == [NUMBER]


def test_the_password_begins_an_erasure_that_waits_an_hour_and_ends_every_session():
    customer = add_customer()
    erasure = asking.ask_for_erasure(a_visit(logged_in()), PASSWORD)
    assert data_requests.find(erasure.request_id) == erasure
    assert (erasure.state, erasure.run_at) == ("waiting", NOW + HOUR)
    assert erasure.due_at == NOW + timedelta(days=30)
    assert is_of_customer(erasure.customer_mark, "id-of-customer")
    assert is_of_email(erasure.email_mark, EMAIL)
    assert customers.get("id-of-customer").epoch == customer.epoch + 1
    (mail,) = mails_to(EMAIL)
    assert mail["values"]["erased_at"] == "23 November 2026, 11:00 UTC"


def test_a_remembered_login_is_not_enough_even_with_the_password():
    add_customer()
    client = logged_in(remember=True)
    client.cookies.pop("__Host-session")
    visit = a_visit(client)
    assert asking.must_log_in(visit)
    with pytest.raises(FreshLoginRequired):
        asking.ask_for_erasure(visit, PASSWORD)
    assert list(data_requests.list_unfinished()) == []


def test_nothing_is_erased_without_the_password():
    add_customer()
    client = logged_in()
    assert not asking.must_log_in(a_visit(client))
    with pytest.raises(InvalidFields) as refusal:
        asking.ask_for_erasure(a_visit(client), "another password")
    assert refusal.value.errors[0].field == "password"
    assert list(data_requests.list_unfinished()) == []


def test_wrong_passwords_are_counted_with_those_of_the_login():
    add_customer()
    client = logged_in()
    for _ in range(10):
        with pytest.raises(InvalidFields):
            asking.ask_for_erasure(a_visit(client), "another password")
    with pytest.raises(TooManyRequests):
        asking.ask_for_erasure(a_visit(client), PASSWORD)


def test_an_account_is_erased_once_at_a_time():
    add_customer()
    asking.ask_for_erasure(a_visit(logged_in()), PASSWORD)
    with pytest.raises(Conflict):
        asking.ask_for_erasure(a_visit(logged_in()), PASSWORD)


def test_an_erasure_is_undone_by_its_link_within_the_hour():
    add_customer()
    erasure = asking.ask_for_erasure(a_visit(logged_in()), PASSWORD)
    token = token_in(mails_to(EMAIL)[-1])
    asking.undo(a_visit(now=NOW + HOUR - SECOND), token)
    assert data_requests.find(erasure.request_id).state == "undone"
    with pytest.raises(Conflict, match="undone already"):
        asking.undo(a_visit(), token)


def test_after_the_hour_it_is_too_late_to_undo():
    add_request()
    token = make_token("erasure-undo", "example-erasure")
    with pytest.raises(Conflict):
        asking.undo(a_visit(now=NOW + HOUR), token)
    assert data_requests.find("example-erasure").state == "waiting"


@pytest.mark.parametrize("purpose", ["data-request", "order"])
def test_a_link_for_something_else_undoes_nothing(purpose):
    add_request()
    with pytest.raises(InvalidFields):
        asking.undo(a_visit(), make_token(purpose, "example-erasure"))


def test_a_guest_proves_the_address_by_a_link_for_half_an_hour():
    token, visit = asked_for("export")
    assert asking.kind_of(visit, token) == "export"
    assert asking.proven(a_visit(now=NOW + HOUR / 2 - SECOND), token).email == "guest@example.com"
    with pytest.raises(InvalidFields):
        asking.proven(a_visit(now=NOW + HOUR / 2), token)
    assert asking.kind_of(a_visit(now=NOW + HOUR / 2), token) is None
    assert asking.kind_of(visit, "c3.k1.x") is None


def test_an_export_s_link_works_once(tables: Tables):
    token, visit = asked_for("export")
    asked = asking.proven(visit, token)
    assert asking.guest_subject(asked.email, visit).customer_id == ""
    asking.use_up(asked, visit)
    with pytest.raises(InvalidFields):
        asking.use_up(asked, visit)
    with pytest.raises(InvalidFields):
        asking.proven(visit, token)
    (row,) = tables.items("DataRequestsTable")
    assert (row["state"], "email" in row) == ("done", False)


def test_an_erasure_s_link_works_once_and_mails_the_way_back():
    token, visit = asked_for("erase")
    asked = asking.proven(visit, token)
    erasure = asking.begin_guest_erasure(asked, visit)
    assert (erasure.state, erasure.run_at) == ("waiting", NOW + HOUR)
    with pytest.raises(InvalidFields):
        asking.begin_guest_erasure(asked, visit)
    (mail,) = [m for m in mails_to("guest@example.com") if m["template"] == "erasure"]
    asking.undo(visit, token_in(mail))
    assert data_requests.find(erasure.request_id).state == "undone"


def test_nobody_s_mailbox_is_filled():
    for _ in range(5):
        asking.mail_proof_link(a_visit(), "guest@example.com", "export")
    with pytest.raises(TooManyRequests):
        asking.mail_proof_link(a_visit(), "guest@example.com", "export")


def test_refuses_what_cannot_be_an_address():
    with pytest.raises(InvalidFields):
        asking.mail_proof_link(a_visit(), "nobody", "export")
