"""What the shop's own people keep with a conversation."""

from dataclasses import replace

import pytest

from shop.domain.ticket_entries import Entry
from shop.storage import ticket_entries, tickets
from tests.support.tables import CALLS
from tests.unit.storage.test_tickets import NOW, TICKET

pytestmark = pytest.mark.usefixtures("tables")
ADA = "arn:aws:iam::123456789012:user/ada"
NOTE = Entry("k1", "note", NOW, "Called back.", ADA, "request-1")
CLOSED = Entry("1", "closed", NOW, "", ADA, "request-2")
TAKEN = Entry("2", "assigned", NOW, ADA, ADA, "request-3")


@pytest.fixture(autouse=True)
def ticket(tables):
    tickets.insert(TICKET, None, seconds_left=10)
    CALLS.clear()


def kept():
    return tickets.get(TICKET.number, NOW)


def test_a_note_is_kept_once_and_is_no_message(tables):
    assert ticket_entries.insert_note(TICKET.number, NOTE, TICKET.expires_at, seconds_left=10)
    assert not ticket_entries.insert_note(TICKET.number, NOTE, TICKET.expires_at, seconds_left=10)
    assert kept().entries == (NOTE,)
    assert kept().messages == TICKET.messages
    assert {row["expires_at"] for row in tables.items("TicketsTable")} == {
        int(TICKET.expires_at.timestamp())
    }


def test_a_change_of_state_and_who_made_it_are_one_transaction():
    assert ticket_entries.change_state(TICKET, "closed", CLOSED, seconds_left=10)
    assert CALLS == ["TransactWriteItems"]
    assert (kept().state, kept().entries) == ("closed", (CLOSED,))


def test_it_is_handed_over_and_given_back():
    assert ticket_entries.change_assigned(TICKET, TAKEN, seconds_left=10)
    assert kept().assigned_to == ADA
    back = replace(TAKEN, entry_id="3", text="")
    assert ticket_entries.change_assigned(kept(), back, seconds_left=10)
    assert kept().assigned_to == ""


def test_nothing_is_kept_of_what_was_decided_on_an_older_standing():
    stale = replace(TICKET, state="closed", assigned_to="arn:aws:iam::123456789012:user/eve")
    assert not ticket_entries.change_state(stale, "open", CLOSED, seconds_left=10)
    assert not ticket_entries.change_assigned(stale, TAKEN, seconds_left=10)
    assert ticket_entries.change_assigned(TICKET, TAKEN, seconds_left=10)
    other = replace(TAKEN, entry_id="9", text="arn:aws:iam::123456789012:user/eve")
    assert not ticket_entries.change_assigned(TICKET, other, seconds_left=10)
    assert kept().entries == (TAKEN,)
