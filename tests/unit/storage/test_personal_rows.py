from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.communications import CommunicationChoices
from shop.domain.contact import Message, Ticket
from shop.domain.data_requests import Subject
from shop.domain.mails import Mail, address_hash
from shop.domain.stock_alerts import StockAlert
from shop.storage import communications, mails, orders, stock_alerts, tickets
from shop.storage import personal_rows as rows
from shop.storage.suppressions import SuppressionRow
from shop.storage.tokens import TokenRow
from tests.support.accounts import add_customer, add_token, logged_in
from tests.support.data_requests import add_request
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
EMAIL, ID = "customer@example.com", "id-of-customer"
HERS = Subject(ID, EMAIL, NOW)
NOBODYS = Subject("", "", NOW)
LATER = NOW + timedelta(seconds=1)
OTHER = "CT-3333-3333-3"


def ticket(number: str, email: str, at=NOW) -> None:
    tickets.insert(
        Ticket(
            number=number,
            name="Casey Customer",
            email=email,
            topic="other",
            order_number=None,
            state="new",
            suspicions=(),
            messages=(Message("m1", "customer", at, "Hello."),),
            expires_at=NOW + timedelta(days=365),
        ),
        None,
        seconds_left=10,
    )


def test_finds_the_account_and_where_it_is_logged_in():
    customer = add_customer()
    add_customer("other@example.com")
    logged_in(remember=True)
    logged_in("other@example.com", remember=True)
    assert [row.email for row in rows.find_customer(HERS)] == [EMAIL]
    assert [row.customer_id for row in rows.find_customer_email(HERS)] == [customer.customer_id]
    assert [row.customer_id for row in rows.find_sessions(HERS)] == [ID]
    assert [row.customer_id for row in rows.find_remembered_logins(HERS)] == [ID]


def test_an_address_that_is_another_account_s_by_now_is_not_found():
    add_customer()
    assert rows.find_customer_email(Subject("id-before", EMAIL, NOW)) == []


def test_finds_mailed_tokens_by_account_and_by_address_each_once():
    customer = add_customer()
    add_token("r" * 43, "reset", customer)
    add_token("v" * 43, "register", customer)
    assert len(rows.find_tokens(HERS)) == 2
    assert [t.purpose for t in rows.find_tokens(Subject("", "new@example.com", NOW))] == [
        "register"
    ]


def test_finds_orders_as_customer_and_as_guest():
    orders.row_of(an_order(customer_id=ID, email="old@example.com")).save()
    orders.OrderRow(number=NUMBER, part="return#001", state="requested").save()
    orders.row_of(an_order(number=OTHER, email=EMAIL)).save()
    orders.row_of(an_order(number="CT-4444-4444-4", email="other@example.com")).save()
    assert rows.with_numbers(HERS).numbers == (NUMBER, OTHER)


def test_what_an_address_brought_later_is_not_found():
    orders.row_of(an_order(email=EMAIL, placed_at=LATER)).save()
    ticket("TK-1", EMAIL, LATER)
    communications.change_choices(EMAIL, CommunicationChoices(newsletter=True), LATER)
    stock_alerts.insert(StockAlert(sku="MUG", email=EMAIL, confirmed_at=LATER))
    mails.insert(Mail("newsletter#1", EMAIL, "newsletter-welcome", {}), LATER)
    subject = rows.with_numbers(HERS)
    assert subject.numbers == ()
    found = (
        rows.find_tickets(subject),
        rows.find_communications(subject),
        rows.find_stock_alerts(subject),
        rows.find_mails(subject),
    )
    assert found == ([], [], [], [])
    subject = rows.with_numbers(Subject(ID, EMAIL, LATER))
    assert len(rows.find_tickets(subject)) == 1
    assert len(rows.find_communications(subject)) == 1
    assert len(rows.find_stock_alerts(subject)) == 1
    assert len(rows.find_mails(subject)) == 1


def test_finds_the_code_of_an_order_and_why_an_address_gets_no_mailings():
    TokenRow(
        token_hash=f"order-code#{NUMBER}", purpose="order-code", epoch=0, expires_at=NOW
    ).save()
    SuppressionRow(address_hash(EMAIL), reason="bounced", changed_at=NOW, expires_at=NOW).save()
    assert len(rows.find_tokens(Subject("", "", NOW, (NUMBER,)))) == 1
    assert [row.reason for row in rows.find_suppression(HERS)] == ["bounced"]


def test_finds_conversations_however_the_address_is_capitalised():
    ticket("TK-1", "Customer@Example.com")
    ticket("TK-2", "other@example.com")
    assert [row.ticket for row in rows.find_tickets(HERS)] == ["TK-1"]


def test_finds_mails_but_not_about_orders_that_are_not_the_subject_s():
    for mail_id in ("newsletter#1", f"order#{NUMBER}#received#1", f"order#{OTHER}#received#1"):
        mails.insert(Mail(mail_id, EMAIL, "order-received", {}), NOW)
    subject = Subject(ID, EMAIL, NOW, (NUMBER,))
    assert {row.mail_id for row in rows.find_mails(subject)} == {
        "newsletter#1",
        f"order#{NUMBER}#received#1",
    }


def test_finds_earlier_requests_to_show_them_and_none_to_erase_by():
    add_request(request_id="of-the-account")
    add_request(request_id="by-mail", who="guest", kind="export", customer_id="")
    add_request(request_id="somebody-else-s", email_mark="k1.other")
    hers = replace(HERS, marks=("k0.email", "k1.email"))
    found = [row.request_id for row in rows.find_data_requests(hers)]
    assert sorted(found) == ["by-mail", "of-the-account"]
    as_guest = replace(hers, customer_id="")
    assert [row.request_id for row in rows.find_data_requests(as_guest)] == ["by-mail"]
    assert rows.find_data_requests(HERS) == []


def test_there_is_nothing_of_nobody():
    find = (
        *(rows.find_customer, rows.find_customer_email, rows.find_sessions, rows.find_tokens),
        *(rows.find_remembered_logins, rows.find_cart, rows.find_communications),
        *(rows.find_stock_alerts, rows.find_tickets, rows.find_mails),
        *(rows.find_suppression, rows.find_data_requests),
    )
    assert rows.with_numbers(NOBODYS).numbers == ()
    assert [f(NOBODYS) for f in find] == [[]] * len(find)
