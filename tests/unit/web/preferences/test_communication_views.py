from datetime import timedelta

import pytest

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices
from shop.domain.errors import InvalidFields
from shop.storage import communications
from shop.web.preferences import communication_views
from shop.web.preferences.communication_views import CommunicationsForm
from shop.web.requests import Request
from tests.support.gateway import NOW, make_event
from tests.support.tables import Tables

EMAIL = "reader@example.com"

pytestmark = pytest.mark.usefixtures("tables")


def test_tells_earlier_answers_in_words_the_newest_first():
    communications.change_choices(
        EMAIL, CommunicationChoices(newsletter=True, offers=True), NOW, "link"
    )
    both = CommunicationChoices(newsletter=True)
    communications.change_choices(EMAIL, both, NOW + timedelta(hours=1))
    answers = communications.find_with_answers(EMAIL)[1]
    shown = communication_views.answers_context(EMAIL, answers, "")
    assert [(a.at[11:16], a.given, a.wanted) for a in shown["answers"]] == [
        ("11:00", "on this page", "the newsletter"),
        ("10:00", "by the link in a mail", "the newsletter, special offers"),
    ]


def _request() -> Request:
    return Request(make_event("POST", "/newsletter/confirm"))


def _token(link: str) -> str:
    return link.partition("?token=")[2]


def test_takes_each_answer_for_what_it_answers():
    form = CommunicationsForm(newsletter=True, offers=False, order_updates_by_post=True)

    assert communication_views.choices_made(form) == CommunicationChoices(
        newsletter=True, offers=False, order_updates_by_post=True
    )


def test_names_mails_by_the_day_and_without_the_address():
    first = communication_views.confirmation_mail(EMAIL, NOW)
    same_day = communication_views.confirmation_mail(EMAIL, NOW + timedelta(hours=13))
    next_day = communication_views.confirmation_mail(EMAIL, NOW + timedelta(hours=14))

    assert first.mail_id == same_day.mail_id != next_day.mail_id
    assert "example.com" not in first.mail_id
    assert (
        communication_views.welcome_mail(EMAIL, NOW).mail_id
        == communication_views.welcome_mail(EMAIL, NOW).mail_id
        != first.mail_id
    )


def test_subscribes_once_however_often_the_link_is_used_and_welcomes_once(tables: Tables):
    token = _token(communication_views.confirmation_mail(EMAIL, NOW).values["link"])
    for _ in range(2):
        communication_views.subscribe(_request(), token)

    assert communications.find(EMAIL) == CommunicationChoices(newsletter=True)
    (mail,) = tables.items("MailsTable")
    assert mail["template"] == "newsletter-welcome"


def test_subscribes_nobody_without_a_whole_link(tables: Tables):
    with pytest.raises(InvalidFields):
        communication_views.subscribe(_request(), "nonsense")

    assert tables.count("CommunicationsTable") == tables.count("MailsTable") == 0


def test_unsubscribes_from_mailings_and_from_nothing_else():
    communications.change_choices(
        EMAIL, CommunicationChoices(newsletter=True, order_updates_by_post=True), NOW
    )
    token = _token(communication_views.welcome_mail(EMAIL, NOW).values["link"])

    communication_views.unsubscribe(_request(), "nonsense")
    assert communications.find(EMAIL).newsletter
    communication_views.unsubscribe(_request(), token)
    assert communications.find(EMAIL) == CommunicationChoices(order_updates_by_post=True)


def test_unsubscribing_who_is_not_subscribed_keeps_nothing(tables: Tables):
    token = _token(communication_views.welcome_mail(EMAIL, NOW).values["link"])

    communication_views.unsubscribe(_request(), token)

    assert communications.find(EMAIL) == NONE_CHOSEN
    assert tables.count("CommunicationsTable") == 0
