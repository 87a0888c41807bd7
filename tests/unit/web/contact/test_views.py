from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.contact import Message, Ticket, TicketState
from shop.domain.errors import InvalidFields, NotFound
from shop.gateways import signatures
from shop.web.contact import views
from shop.web.contact.views import ContactQuery
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")


def a_ticket(state: TicketState) -> Ticket:
    return Ticket(
        number="TK-1",
        name="A",
        email="a@example.com",
        topic="other",
        order_number=None,
        state=state,
        suspicions=(),
        messages=(Message("m1", "customer", NOW, "Hello"),),
        expires_at=NOW,
    )


def test_reads_back_when_a_form_was_shown():
    shown_at = datetime(2026, 11, 23, 10, 0, 0, 999_999, tzinfo=UTC)
    assert views.form_shown_at(views.form_token(shown_at)) == shown_at.replace(microsecond=0)


def test_takes_no_instant_it_did_not_sign():
    epoch_seconds, _, signature = views.form_token(NOW).partition(".")
    ticket_key = signatures.sign("ticket", epoch_seconds)
    for forged in (
        "",
        epoch_seconds,
        f"{int(epoch_seconds) + 1}.{signature}",
        f"{epoch_seconds}.{ticket_key}",
        f"{epoch_seconds}.{signature}x",
    ):
        assert views.form_shown_at(forged) is None


def test_lets_the_holder_of_a_link_pass():
    views.refuse_wrong_key("TK-1", views.ticket_opened("TK-1").key)


@pytest.mark.parametrize("number", ["TK-2", "", "TK-1\n"])
def test_lets_a_key_open_its_own_conversation_only(number):
    with pytest.raises(NotFound):
        views.refuse_wrong_key(number, views.ticket_opened("TK-1").key)


def test_shows_a_conversation_as_it_stands_but_a_quarantined_one_as_new():
    states: tuple[TicketState, ...] = ("new", "quarantined", "open", "answered", "closed")
    shown = [views.ticket_shown(a_ticket(state)).status for state in states]
    assert shown == ["new", "new", "open", "answered", "closed"]


def test_refuses_what_is_no_address_beside_its_field():
    views.refuse_wrong_address("customer@example.com")
    with pytest.raises(InvalidFields) as refusal:
        views.refuse_wrong_address("nobody")
    assert [error.field for error in refusal.value.errors] == ["email"]


def test_offers_no_topic_that_there_is_not():
    assert views.form_context(ContactQuery(topic="privacy"), NOW)["topic"] == "privacy"
    assert views.form_context(ContactQuery(topic="spam"), NOW)["topic"] == ""


def test_tells_instants_in_whole_seconds():
    at = NOW + timedelta(milliseconds=5)
    message = Message("m1", "customer", at, "Hi")
    assert views.message_shown(message).at == NOW
