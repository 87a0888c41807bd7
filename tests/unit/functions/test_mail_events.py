"""What SES tells of sent mails: at least once, in any order, of any mail there is or was."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pynamodb.exceptions import UpdateError

from functions.mail_events.app import lambda_handler
from shop.domain.communications import CommunicationChoices
from shop.domain.mails import Mail
from shop.storage import communications, mails
from tests.support.faults import failing
from tests.support.logs import counted, logged
from tests.support.orders import NUMBER
from tests.support.post import send
from tests.support.tables import Tables
from tests.support.template import ROOT

EMAIL = "recipient@example.com"
MAIL_ID = f"order#{NUMBER}#received#1"
BEFORE = datetime(2026, 11, 22, 9, tzinfo=UTC)
AFTER = datetime(2026, 11, 22, 11, tzinfo=UTC)
CHOSEN = CommunicationChoices(newsletter=True, offers=True, order_updates_by_post=True)


def tell(name: str) -> None:
    lambda_handler(json.loads((ROOT / f"events/mail_events/{name}.json").read_text()), None)


def put(mail_id: str = MAIL_ID, template: str = "order-link") -> str:
    mails.insert(Mail(mail_id, EMAIL, template, {"number": NUMBER, "link": "", "name": ""}), BEFORE)
    return mail_id


def row_of(tables: Tables, mail_id: str = MAIL_ID) -> dict[str, Any]:
    (row,) = [row for row in tables.items("MailsTable") if row["mail_id"] == mail_id]
    return row


def test_notes_on_a_mail_that_it_came_back(tables, post):
    send(put())
    tell("bounce-permanent")
    row = row_of(tables)
    assert (row["state"], row["delivery"]) == ("sent", "bounced")
    assert row["delivery_at"] == "2026-11-22T10:01:02Z"
    known = mails.find(MAIL_ID, AFTER)
    assert known is not None
    assert known.standing == "bounced"


def test_the_tag_a_mail_is_sent_with_is_the_one_its_news_is_known_by(tables, post):
    send(put("welcome-back"))
    event = json.loads((ROOT / "events/mail_events/bounce-permanent.json").read_text())
    tags = {tag["Name"]: [tag["Value"]] for tag in post.sent[0].request["EmailTags"]}
    event["detail"]["mail"]["tags"] |= tags
    lambda_handler(event, None)
    assert row_of(tables, "welcome-back")["delivery"] == "bounced"


@pytest.mark.parametrize("first", ["bounce-permanent", "complaint"])
def test_a_complaint_outweighs_a_bounce_in_whichever_order_they_come(tables, first):
    put()
    for name in (first, "bounce-permanent", "complaint", "bounce-permanent"):
        tell(name)
    assert row_of(tables)["delivery"] == "complained"


def test_news_that_overtakes_the_note_of_sending_is_kept(tables, post):
    put()
    mail = mails.change_to_sending(MAIL_ID, BEFORE)
    assert mail
    tell("bounce-permanent")
    mails.change_to_sent(mail, "ses-1", AFTER)
    row = row_of(tables)
    assert (row["state"], row["delivery"]) == ("sent", "bounced")
    assert "to" not in row


def test_news_of_a_mail_that_is_not_known_makes_none(tables):
    tell("bounce-permanent")
    assert tables.count("MailsTable") == 0
    tell("bounce-of-another-sender")
    assert tables.count("MailsTable") == 0


@pytest.mark.parametrize("name", ["bounce-permanent", "complaint"])
def test_ends_mailings_and_no_service_mail(tables, post, name):
    tell(name)
    send(put("back-in-stock#1", "back-in-stock"), put("newsletter-welcome#1", "newsletter-welcome"))
    assert post.sent == []
    row = row_of(tables, "back-in-stock#1")
    assert (row["state"], row["failure"]) == ("failed", "Suppressed")
    send(put())
    assert [mail.to for mail in post.sent] == [[EMAIL]]


@pytest.mark.parametrize("name", ["bounce-transient", "reject", "delivery", "complaint-not-spam"])
def test_ends_no_mailings_for_less(tables, post, name):
    tell(name)
    send(put("back-in-stock#1", "back-in-stock"))
    assert len(post.sent) == 1


def test_a_complaint_takes_back_every_yes_to_mailings(tables):
    communications.change_choices(EMAIL, CHOSEN, BEFORE)
    tell("complaint")
    assert communications.find(EMAIL) == CommunicationChoices(order_updates_by_post=True)


def test_a_bounce_takes_no_yes_back(tables):
    communications.change_choices(EMAIL, CHOSEN, BEFORE)
    tell("bounce-permanent")
    assert communications.find(EMAIL) == CHOSEN


def test_a_complaint_that_comes_late_leaves_a_newer_yes(tables):
    communications.change_choices(EMAIL, CHOSEN, AFTER)
    tell("complaint")
    assert communications.find(EMAIL) == CHOSEN


def test_tells_operators_without_naming_anybody(tables):
    with logged() as lines:
        tell("complaint")
    (line,) = [line for line in lines if line["message"] == "mail-complained"]
    assert (line["mail_id"], line["detail"]) == (MAIL_ID, "abuse")
    assert EMAIL not in json.dumps(lines)


@pytest.mark.parametrize("name", ["delivery", "unknown-kind", "bounce-transient"])
def test_passes_over_what_changes_nothing(tables, name):
    put()
    before = row_of(tables)
    with logged() as lines:
        tell(name)
    assert row_of(tables) == before
    assert lines == []


def test_what_has_not_the_documented_shape_fails_and_is_kept_for_operators(tables):
    with logged() as lines, pytest.raises(ValueError, match="object"):
        tell("bounce-bad-no-detail")
    assert lines[0]["route"] == "mail_events"


def test_what_breaks_off_half_way_is_counted_once_it_is_told_again(tables, capsys):
    put()
    with failing("UpdateItem", "ValidationException", times=1), pytest.raises(UpdateError):
        tell("bounce-permanent")
    assert "MailsBounced" not in counted(capsys.readouterr().out)
    for _ in range(2):
        tell("bounce-permanent")
    assert counted(capsys.readouterr().out)["MailsBounced"] == 1
