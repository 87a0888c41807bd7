"""Exactly one mail leaves for each row, but for the one gap that cannot be closed.

SES takes no idempotency key: a sender that breaks off between handing a mail over and noting it
leaves the claim, and the mail goes out again when that has ended.
"""

import json
from contextlib import ExitStack
from typing import Any

import pytest

from shop.domain.mails import CLAIM, Mail
from shop.gateways import aws, clock, mail_texts
from shop.gateways import mail as gateway
from shop.storage import mails
from tests.support.faults import failing
from tests.support.logs import logged
from tests.support.post import refusing_post, send
from tests.support.tables import CALLS

ADDRESS = "customer@example.com"


class Deadline:
    """A context with so much time left."""

    function_name = "mails"

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


def put(mail_id: str = "receipt#1", **changes: Any) -> str:
    values = {"ticket": "TK-1", "link": "https://shop.example.com/contact/TK-1?key=k"}
    mail = Mail(mail_id, ADDRESS, changes.get("template", "contact-acknowledgement"), values)
    mails.insert(mail, clock.now())
    return mail_id


def failures(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def states(tables) -> dict[str, str]:
    return {row["mail_id"]: row["state"] for row in tables.items("MailsTable")}


def test_sends_a_mail_and_notes_it(tables, post):
    mail_id = put()
    CALLS.clear()
    assert failures(send(mail_id)) == []
    assert CALLS == ["UpdateItem", "SendEmail", "UpdateItem"]
    (sent,) = post.sent
    assert sent.to == [ADDRESS]
    assert sent.subject == "We have your message (TK-1)"
    (row,) = tables.items("MailsTable")
    assert row["state"] == "sent"
    assert row["message_id"]
    assert not {"to", "values"} & set(row)


def test_sends_one_mail_for_records_that_come_again(tables, post):
    mail_id = put()
    assert failures(send(mail_id, mail_id)) == []
    CALLS.clear()
    assert failures(send(mail_id)) == []
    assert CALLS == ["UpdateItem", "GetItem"]
    assert len(post.sent) == 1


def test_sends_every_mail_of_a_batch(tables, post):
    assert failures(send(put("a"), put("b"), put("c"))) == []
    assert states(tables) == {"a": "sent", "b": "sent", "c": "sent"}
    assert len(post.sent) == 3


def test_passes_over_a_mail_that_is_no_longer_there(post):
    assert failures(send("receipt#gone")) == []
    assert post.sent == []


def test_asks_for_a_mail_again_that_ses_does_not_take_now(tables, post):
    mail_id = put()
    with refusing_post("SendingPausedException"), logged() as lines:
        assert failures(send(mail_id)) == ["0"]
    assert states(tables) == {mail_id: "waiting"}
    assert [(line["message"], line["reason"]) for line in lines] == [
        ("mail-delayed", "SendingPausedException")
    ]
    assert failures(send(mail_id)) == []
    assert len(post.sent) == 1


def test_asks_again_for_the_mails_that_failed_only(tables, post):
    bad, good = put("bad", template="no-such-template"), put("good")
    with logged() as lines:
        assert failures(send(bad, good)) == ["0"]
    assert states(tables) == {"bad": "waiting", "good": "sent"}
    assert lines[0]["error"] == "FileNotFoundError"


def test_gives_up_on_a_mail_that_ses_will_never_take(tables, post):
    mail_id = put()
    with refusing_post("MessageRejected"), logged() as lines:
        assert failures(send(mail_id)) == []
    assert states(tables) == {mail_id: "failed"}
    (line,) = lines
    assert (line["message"], line["reason"]) == ("mail-failed", "MessageRejected")
    assert (line["mail_id"], line["template"]) == (mail_id, "contact-acknowledgement")
    assert failures(send(mail_id)) == []
    assert post.sent == []


@pytest.mark.parametrize("code", ["MessageRejected", "SendingPausedException"])
def test_logs_no_address_and_nothing_of_the_contents(tables, post, code):
    with refusing_post(code), logged() as lines:
        send(put())
    assert lines
    for personal in (ADDRESS, "TK-1", "key=k"):
        assert personal not in json.dumps(lines)


def test_waits_while_another_sender_holds_a_mail(tables, post):
    mail_id = put()
    mails.change_to_sending(mail_id, clock.now())
    assert failures(send(mail_id)) == ["0"]
    assert post.sent == []


def test_sends_a_mail_again_only_after_the_claim_of_a_sender_that_broke_off(tables, post):
    mail_id = put()
    claimed = mails.change_to_sending(mail_id, clock.now())
    assert claimed
    gateway.send(claimed.to, mail_texts.letter(claimed), claimed.mail_id)
    assert failures(send(mail_id)) == ["0"]
    assert len(post.sent) == 1


def test_sends_a_mail_a_second_time_when_it_cannot_know_of_the_first(tables, post):
    mail_id = put()
    claimed = mails.change_to_sending(mail_id, clock.now() - CLAIM)
    assert claimed
    gateway.send(claimed.to, mail_texts.letter(claimed), claimed.mail_id)
    assert failures(send(mail_id)) == []
    assert len(post.sent) == 2
    assert states(tables) == {mail_id: "sent"}


def test_keeps_the_claim_when_a_mail_went_out_but_could_not_be_noted(tables, post):
    mail_id = put()
    events = aws.client("sesv2").meta.events
    with ExitStack() as faults:

        def break_down(**_event: Any) -> None:
            faults.enter_context(failing("UpdateItem", "AccessDeniedException"))

        events.register("after-call.sesv2.SendEmail", break_down)
        faults.callback(events.unregister, "after-call.sesv2.SendEmail", break_down)
        assert failures(send(mail_id)) == ["0"]
    assert failures(send(mail_id)) == ["0"]
    assert len(post.sent) == 1


def test_begins_no_mail_that_might_not_end_in_time(tables, post):
    first, second = put("first"), put("second")
    CALLS.clear()
    assert failures(send(first, second, context=Deadline(14_999))) == ["0", "1"]
    assert CALLS == []
    assert failures(send(first, second, context=Deadline(15_000))) == []
    assert len(post.sent) == 2
