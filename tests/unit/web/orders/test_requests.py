"""Writing to the shop about an order, through the front door."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from shop.domain.orders import By
from shop.storage import tickets
from shop.storage.orders import ORDER_PART, OrderRow
from shop.storage.tickets import TicketRow
from shop.web.desk import orders as desk
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Answer, Client
from tests.support.interleaving import cancelled, just_before
from tests.support.mailbox import mails_to
from tests.support.orders import bought
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
ADA = "ada@example.com"
WORDS = "Please send it to <b>my office</b> instead."


@pytest.fixture
def order() -> Any:
    stock(make_product(available=50))
    return bought(Client())


def write(order: Any, client: Client | None = None, message: str = WORDS) -> Answer:
    fields = {"message": message} | ({"key": order["key"]} if order.get("key") else {})
    return (client or Client()).post(f"/orders/{order['number']}/messages", fields)


def texts(ticket: str) -> list[str]:
    return [message.text for message in tickets.get(ticket, NOW).messages]


def test_a_guest_opens_a_conversation_about_the_order_and_goes_on_with_it(order):
    first, second = write(order), write(order, message="And thank you.")

    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert set(first.json) == {"ticket", "status"}
    ticket = tickets.get(first.json["ticket"], NOW)
    assert (ticket.order_number, ticket.topic, ticket.email) == (order["number"], "order", ADA)
    assert texts(ticket.number) == [WORDS, "And thank you."]


def test_the_order_tells_that_somebody_wrote_but_not_what(tables: Tables, order):
    write(order)
    seen = Client().get(f"/orders/{order['number']}?key={order['key']}")
    assert [event["type"] for event in seen.json["events"]] == ["placed", "request"]
    assert "office" not in seen.text
    assert "office" not in str(tables.items("OrdersTable"))


def test_the_mail_echoes_nothing_and_leads_to_the_conversation(order):
    ticket = write(order).json["ticket"]
    (mail,) = (mail for mail in mails_to(ADA) if mail["template"] == "contact-acknowledgement")
    assert "office" not in str(mail)
    link = mail["values"]["link"]
    path = link[link.index("/contact/") :]
    assert Client().get(path).json["ticket"] == ticket


def test_who_has_only_the_link_cannot_read_what_was_written(order):
    write(order)
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    assert "/contact/TK-" not in page
    assert "The answer comes to the address the order was placed with." in page


def test_an_owner_finds_the_conversation_on_the_orders_page():
    add_customer()
    stock(make_product())
    person = logged_in()
    order = bought(person)
    answer = write(order, person).json
    person.page = True
    page = unescape(person.get(f"/orders/{order['number']}").text)
    path = f"/contact/{answer['ticket']}?key={answer['key']}"
    assert f'href="{path}"' in page
    assert Client().get(path).json["messages"][0]["message"] == WORDS


def test_what_is_being_packed_is_asked_for_on_the_page(order):
    by = By("arn:aws:iam::123456789012:user/ada")
    desk.mark_paid(order["number"], by, NOW, seconds_left=10)
    desk.mark_packing(order["number"], by, NOW, seconds_left=10)
    person = Client(page=True)
    page = person.get(f"/orders/{order['number']}?key={order['key']}").text
    assert "Paid, being packed" in page
    assert "Cancel this order" not in page
    assert "Write to us, and we try to stop it." in page

    answer = write(order, person, "Please stop it.")
    assert answer.status == 303
    assert "You have written to us about this order." in person.get(answer.headers["location"]).text


def test_a_message_meets_an_order_that_changes_at_that_moment(order):
    by = By("arn:aws:iam::123456789012:user/ada")
    with just_before(
        "TransactWriteItems", lambda: desk.mark_paid(order["number"], by, NOW, seconds_left=10)
    ):
        answer = write(order)
    assert answer.status == 201
    assert texts(answer.json["ticket"]) == [WORDS]
    seen = Client().get(f"/orders/{order['number']}?key={order['key']}").json
    assert [event["type"] for event in seen["events"]] == ["placed", "paid", "request"]


def test_of_two_first_messages_at_once_both_are_in_one_conversation(order):
    first: list[Answer] = []
    with just_before("TransactWriteItems", lambda: first.append(write(order, message="One."))):
        second = write(order, message="Two.")
    assert first[0].json["ticket"] == second.json["ticket"]
    assert sorted(texts(second.json["ticket"])) == ["One.", "Two."]


def test_an_order_that_keeps_changing_keeps_no_message(tables: Tables, order):
    changed = cancelled("ConditionalCheckFailed", "None")
    with failing("TransactWriteItems", changed) as calls:
        answer = write(order)
    assert (answer.status, answer.json["code"], len(calls)) == (409, "conflict", 3)
    assert tables.count("TicketsTable") == 0


def test_after_its_time_a_conversation_is_followed_by_a_new_one(order):
    first = write(order).json["ticket"]
    late = Client()
    late.now += timedelta(days=365)
    second = write(order, late).json["ticket"]
    assert first != second
    standing = tickets.find_standing(second, late.now)
    assert standing is not None
    assert standing.expires_at == late.now + timedelta(days=365)


def test_a_conversation_that_was_removed_is_followed_by_a_new_one(order):
    first = write(order).json["ticket"]
    TicketRow(first, "ticket").delete()
    assert write(order).json["ticket"] != first


@pytest.mark.parametrize("message", ["", "  ", "x" * 8001])
def test_refuses_nothing_and_too_much(tables: Tables, order, message):
    answer = write(order, message=message)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "message")
    assert tables.count("TicketsTable") == 0


def test_8000_characters_are_not_too_many(order):
    assert write(order, message="x" * 8000).status == 201


def test_messages_and_mails_about_them_are_limited(order):
    person = Client()
    assert [write(order, person).status for _ in range(6)] == [201] * 5 + [429]
    sent = [mail for mail in mails_to(ADA) if mail["template"] == "contact-acknowledgement"]
    assert len(sent) == 3


def test_about_an_order_that_was_erased_no_mail_is_sent(tables: Tables, order):
    OrderRow(number=order["number"], part=ORDER_PART).update(
        [OrderRow.email.set("")], condition=OrderRow.number.exists()
    )
    assert write(order).status == 201
    assert tables.count("MailsTable") == 0


def test_without_the_link_nobody_writes_about_an_order(tables: Tables, order):
    assert write(order | {"key": "k1.x"}).status == 404
    assert tables.count("TicketsTable") == 0


def test_what_is_typed_is_kept_where_something_is_to_be_mended(order):
    person = Client(page=True)
    answer = write(order, person, " ")
    assert answer.status == 422
    assert order["number"] in answer.text


def test_the_calls_to_the_database(order):
    write(order)
    CALLS.clear()
    write(order)
    calls = list(CALLS)
    assert calls == ["Query", "UpdateItem", "UpdateItem", "GetItem", "TransactWriteItems"]
