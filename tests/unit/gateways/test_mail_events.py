"""The events are Amazon's documented examples, in `events/mail_events`, with our addresses in them.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html, as the
`detail` of an event of https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shop.domain.mail_feedback import MailFeedback
from shop.gateways.mail_events import feedback_in
from tests.support.orders import NUMBER
from tests.support.template import ROOT

MAIL_ID = f"order#{NUMBER}#received#1"
AT = datetime(2026, 11, 22, 10, 1, 2, 669_000, tzinfo=UTC)


def example(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((ROOT / f"events/mail_events/{name}.json").read_text())
    return event


def test_reads_a_permanent_bounce():
    assert feedback_in(example("bounce-permanent")) == MailFeedback(
        mail_id=MAIL_ID,
        delivery="bounced",
        at=AT,
        detail="Permanent/General",
        addresses=("recipient@example.com",),
    )


def test_reads_a_complaint():
    assert feedback_in(example("complaint")) == MailFeedback(
        mail_id=MAIL_ID,
        delivery="complained",
        at=AT,
        detail="abuse",
        addresses=("recipient@example.com",),
    )


def test_a_complaint_need_not_say_what_kind_it_is():
    event = example("complaint")
    del event["detail"]["complaint"]["complaintFeedbackType"]
    told = feedback_in(event)
    assert told is not None
    assert (told.delivery, told.detail) == ("complained", "not-told")


def test_a_mail_that_ses_rejected_ends_nobodys_mailings():
    told = feedback_in(example("reject"))
    assert told is not None
    assert (told.mail_id, told.delivery, told.addresses) == (MAIL_ID, "bounced", ())
    assert told.at == datetime(2026, 11, 22, 10, 0, 2, 12_000, tzinfo=UTC)


def test_reads_addresses_as_the_shop_compares_them():
    event = example("complaint")
    event["detail"]["complaint"]["complainedRecipients"][0]["emailAddress"] = " Ada@Example.com"
    told = feedback_in(event)
    assert told is not None
    assert told.addresses == ("ada@example.com",)


@pytest.mark.parametrize("tags", [{}, {"mail": []}, {"mail": ["="]}, {"mail": ["***"]}])
def test_a_mail_without_our_tag_is_no_mail_of_ours(tags):
    event = example("bounce-permanent")
    event["detail"]["mail"]["tags"] = tags
    told = feedback_in(event)
    assert told is not None
    assert told.mail_id is None


@pytest.mark.parametrize(
    "name", ["bounce-transient", "complaint-not-spam", "delivery", "unknown-kind"]
)
def test_passes_over_what_changes_nothing(name):
    assert feedback_in(example(name)) is None


def test_refuses_what_is_no_event_of_ses():
    with pytest.raises(ValueError, match="object"):
        feedback_in(example("bounce-bad-no-detail"))
