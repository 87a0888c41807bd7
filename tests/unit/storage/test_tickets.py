from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.contact import Message, Standing, Ticket, TicketState
from shop.domain.errors import NotFound, TryAgain
from shop.domain.mails import Mail
from shop.storage import mails, ticket_answers, tickets
from tests.support.faults import failing
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIRST = Message("m1", "customer", NOW, "Where is my lamp?\nIt is red.")
TICKET = Ticket(
    number="TK-2345-2345-6",
    name="A. Customer",
    email="customer@example.com",
    topic="order",
    order_number="CT-2345-2345-6",
    state="new",
    suspicions=(),
    messages=(FIRST,),
    expires_at=NOW + timedelta(days=365),
)
MAIL = Mail("contact-acknowledgement#TK", "customer@example.com", "contact-acknowledgement", {})


def insert(ticket: Ticket, mail: Mail | None = None) -> None:
    tickets.insert(ticket, mail, seconds_left=10)


def reply(text: str, *, after: timedelta, state: TicketState = "new") -> Message:
    message = Message(f"id-{text}", "customer", NOW + after, text)
    standing = Standing(state, TICKET.expires_at)
    assert tickets.insert_message(TICKET.number, message, standing, seconds_left=10)
    return message


def test_keeps_a_conversation_and_its_mail_in_one_transaction(tables):
    insert(TICKET, MAIL)
    assert CALLS == ["TransactWriteItems"]
    assert tables.count("MailsTable") == 1
    assert tickets.get(TICKET.number, NOW) == TICKET
    assert CALLS[-1] == "Query"


def test_keeps_a_conversation_without_a_mail(tables):
    quarantined = replace(
        TICKET, state="quarantined", suspicions=("honeypot", "too-fast"), order_number=None
    )
    insert(quarantined)
    assert tickets.get(TICKET.number, NOW) == quarantined
    assert tables.count("MailsTable") == 0


@pytest.mark.parametrize("taken", ["ticket", "mail"])
def test_writes_nothing_when_a_number_is_taken(tables, taken):
    if taken == "ticket":
        insert(replace(TICKET, name="Somebody else"))
    else:
        mails.insert(MAIL, NOW)
    with pytest.raises(TryAgain):
        insert(TICKET, MAIL)
    assert tables.count("TicketsTable") + tables.count("MailsTable") == 1


def test_tells_a_conversation_in_its_order():
    insert(TICKET)
    late = Message("key-1", "shop", NOW + timedelta(minutes=2), "late")
    mail = replace(MAIL, mail_id="contact-reply#TK#key-1")
    assert ticket_answers.insert(TICKET, late, mail, seconds_left=10)
    early = reply("early", after=timedelta(milliseconds=1), state="answered")
    shown = tickets.get(TICKET.number, NOW).messages
    assert [message.text for message in shown] == [FIRST.text, early.text, late.text]
    assert [message.author for message in shown] == ["customer", "customer", "shop"]


def test_keeps_every_part_as_long_as_the_conversation(tables):
    insert(TICKET)
    reply("late", after=timedelta(days=300))
    assert {item["expires_at"] for item in tables.items("TicketsTable")} == {
        int(TICKET.expires_at.timestamp())
    }


def test_adds_a_message_once_though_its_first_answer_was_lost(tables):
    insert(TICKET)
    message = reply("again", after=timedelta(minutes=1))
    standing = Standing("new", TICKET.expires_at)
    assert not tickets.insert_message(TICKET.number, message, standing, seconds_left=10)
    assert tables.count("TicketsTable") == 2


def test_forgets_a_conversation_whose_time_is_over():
    insert(TICKET)
    reply("late", after=timedelta(minutes=1))
    with pytest.raises(NotFound):
        tickets.get(TICKET.number, TICKET.expires_at)
    assert tickets.find_standing(TICKET.number, TICKET.expires_at) is None


def test_finds_no_conversation_where_none_is():
    with pytest.raises(NotFound):
        tickets.get(TICKET.number, NOW)
    with pytest.raises(NotFound):
        tickets.get("TK-2222-2222-2", NOW)
    assert tickets.find_standing(TICKET.number, NOW) is None


def test_tells_how_a_conversation_stands_and_until_when_it_is_kept():
    insert(TICKET)
    CALLS.clear()
    assert tickets.find_standing(TICKET.number, NOW) == Standing("new", TICKET.expires_at)
    assert CALLS == ["GetItem"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "new"), ("open", "open"), ("answered", "open"), ("closed", "open")],
)
def test_what_was_answered_is_open_again_when_its_customer_writes(before, after):
    insert(replace(TICKET, state=before))
    reply("more", after=timedelta(minutes=1), state=before)
    assert tickets.get(TICKET.number, NOW).state == after


def test_keeps_no_message_of_a_conversation_that_stands_otherwise_than_it_was_read(tables):
    insert(replace(TICKET, state="closed"))
    message = Message("m2", "customer", NOW, "More")
    standing = Standing("open", TICKET.expires_at)
    assert not tickets.insert_message(TICKET.number, message, standing, seconds_left=10)
    assert tables.count("TicketsTable") == 1


def test_lists_the_conversations_of_a_state_the_oldest_first():
    for number, hours, state in (("B", 2, "new"), ("A", 1, "new"), ("C", 0, "closed")):
        first = replace(FIRST, at=NOW + timedelta(hours=hours))
        insert(replace(TICKET, number=number, state=state, messages=(first,)))
    CALLS.clear()
    assert [ticket.number for ticket in tickets.list_by_state("new", 50, NOW)] == ["A", "B"]
    assert CALLS == ["Query", "BatchGetItem"]
    assert [ticket.number for ticket in tickets.list_by_state("new", 1, NOW)] == ["A"]
    assert tickets.list_by_state("answered", 50, NOW) == []
    assert tickets.list_by_state("new", 50, TICKET.expires_at) == []


def test_passes_on_a_fault_that_is_no_refused_condition():
    fault = "AccessDeniedException"
    with failing("TransactWriteItems", fault), pytest.raises(Exception, match="transaction"):
        reply("x", after=timedelta(minutes=1))
