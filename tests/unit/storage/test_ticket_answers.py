"""What the shop does with a conversation."""

from dataclasses import replace

import pytest

from shop.domain.contact import Message
from shop.domain.mails import Mail
from shop.storage import ticket_answers, tickets
from tests.support.tables import CALLS
from tests.unit.storage.test_tickets import NOW, TICKET

pytestmark = pytest.mark.usefixtures("tables")
REPLY = Message("key-1", "shop", NOW, "It left on Monday.")
MAIL = Mail("contact-reply#TK#key-1", TICKET.email, "contact-reply", {})


def answer() -> bool:
    ticket = tickets.get(TICKET.number, NOW)
    return ticket_answers.insert(ticket, REPLY, MAIL, seconds_left=10)


@pytest.fixture(autouse=True)
def ticket(tables):
    tickets.insert(TICKET, None, seconds_left=10)
    CALLS.clear()


def test_an_answer_its_mail_and_the_state_are_one_transaction(tables):
    assert answer()
    assert CALLS == ["Query", "TransactWriteItems"]
    kept = tickets.get(TICKET.number, NOW)
    assert (kept.state, kept.messages[-1]) == ("answered", REPLY)
    assert tables.count("MailsTable") == 1


def test_an_answer_is_kept_and_mailed_once(tables):
    assert answer()
    assert not answer()
    assert (tables.count("TicketsTable"), tables.count("MailsTable")) == (2, 1)


def test_nothing_is_answered_that_has_changed_since_it_was_read(tables):
    stale = replace(TICKET, state="closed")
    assert not ticket_answers.insert(stale, REPLY, MAIL, seconds_left=10)
    assert (tables.count("TicketsTable"), tables.count("MailsTable")) == (1, 0)
