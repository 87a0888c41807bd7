from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.contact import Author, Message, Ticket
from shop.domain.errors import NotFound, TryAgain
from shop.domain.mails import Mail
from shop.storage import mails, tickets
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


def reply(text: str, *, after: timedelta, author: Author = "customer") -> Message:
    at = NOW + after
    message = Message(f"id-{text}", author, at, text)
    tickets.insert_message(TICKET.number, message, TICKET.expires_at)
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
    late = reply("late", after=timedelta(minutes=2), author="shop")
    early = reply("early", after=timedelta(milliseconds=1))
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
    reply("again", after=timedelta(minutes=1))
    reply("again", after=timedelta(minutes=1))
    assert tables.count("TicketsTable") == 2


def test_forgets_a_conversation_whose_time_is_over():
    insert(TICKET)
    reply("late", after=timedelta(minutes=1))
    with pytest.raises(NotFound):
        tickets.get(TICKET.number, TICKET.expires_at)
    assert tickets.find_expiry(TICKET.number, TICKET.expires_at) is None


def test_finds_no_conversation_where_none_is():
    reply("alone", after=timedelta(minutes=1))
    with pytest.raises(NotFound):
        tickets.get(TICKET.number, NOW)
    with pytest.raises(NotFound):
        tickets.get("TK-2222-2222-2", NOW)
    assert tickets.find_expiry(TICKET.number, NOW) is None


def test_tells_until_when_a_conversation_is_kept():
    insert(TICKET)
    CALLS.clear()
    assert tickets.find_expiry(TICKET.number, NOW) == TICKET.expires_at
    assert CALLS == ["GetItem"]


def test_passes_on_a_fault_that_is_no_refused_condition():
    with failing("PutItem", "AccessDeniedException"), pytest.raises(Exception, match="Access"):
        reply("x", after=timedelta(minutes=1))
