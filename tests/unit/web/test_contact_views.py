from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.contact import Message
from shop.domain.errors import InvalidFields, NotFound
from shop.domain.retention import CONTACT_MESSAGE
from shop.gateways import signatures
from shop.web import contact_views as views
from shop.web.bodies import FORM_TYPE
from shop.web.contact_views import ContactForm, ContactQuery
from shop.web.requests import Request
from tests.support.gateway import NOW, make_event

FORM = ContactForm(name=" A. Customer ", email="customer@example.com", topic="order", message="Hi")
pytestmark = pytest.mark.usefixtures("tables")


def request(content_type: str = "application/json") -> Request:
    return Request(make_event("POST", "/contact", headers={"content-type": content_type}))


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


def test_opens_a_conversation_from_what_was_typed():
    ticket = views.ticket_typed(request(), FORM, "TK-1")
    assert (ticket.number, ticket.name, ticket.state) == ("TK-1", "A. Customer", "new")
    assert (ticket.messages[0].author, ticket.messages[0].text) == ("customer", "Hi")
    assert ticket.opened_at == NOW
    assert ticket.expires_at == NOW + CONTACT_MESSAGE


def test_suspects_a_form_without_a_page_but_no_program():
    assert views.ticket_typed(request(FORM_TYPE), FORM, "TK-1").suspicions == ("no-form",)
    assert views.ticket_typed(request(), FORM, "TK-1").suspicions == ()


def test_acknowledges_with_the_number_and_the_link_and_nothing_else():
    ticket = views.ticket_typed(request(), FORM, "TK-1")
    mail = views.acknowledgement(request(), ticket, "k1.x")
    assert mail is not None
    assert (mail.mail_id, mail.to) == ("contact-acknowledgement#TK-1", "customer@example.com")
    assert set(mail.values) == {"ticket", "link"}
    assert mail.values["link"].endswith("/contact/TK-1?key=k1.x")


def test_acknowledges_nothing_suspicious():
    ticket = views.ticket_typed(request(FORM_TYPE), FORM, "TK-1")
    assert views.acknowledgement(request(), ticket, "k1.x") is None


def test_acknowledges_three_messages_an_hour_to_an_address():
    ticket = views.ticket_typed(request(), FORM, "TK-1")
    mails = [views.acknowledgement(request(), ticket, "k1.x") for _ in range(4)]
    assert [mail is not None for mail in mails] == [True, True, True, False]


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
