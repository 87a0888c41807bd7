"""What Amazon SES tells of mails it has sent, by Amazon EventBridge.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from shop.domain.mail_feedback import MailFeedback
from shop.domain.mails import MAIL_TAG, tagged_mail_id


class _Recipient(msgspec.Struct):
    email_address: str = msgspec.field(name="emailAddress", default="")


class _Mail(msgspec.Struct):
    timestamp: datetime
    tags: dict[str, list[str]] = {}


class _Bounce(msgspec.Struct):
    kind: str = msgspec.field(name="bounceType")
    subtype: str = msgspec.field(name="bounceSubType", default="")
    recipients: list[_Recipient] = msgspec.field(name="bouncedRecipients", default_factory=list)
    timestamp: datetime | None = None


class _Complaint(msgspec.Struct):
    recipients: list[_Recipient] = msgspec.field(name="complainedRecipients", default_factory=list)
    kind: str | None = msgspec.field(name="complaintFeedbackType", default=None)
    timestamp: datetime | None = None


class _Reject(msgspec.Struct):
    reason: str = ""


class _Event(msgspec.Struct):
    kind: str = msgspec.field(name="eventType")
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    reject: _Reject | None = None


def feedback_in(event: dict[str, Any]) -> MailFeedback | None:
    """Return what an event tells of a mail; None for events that change nothing.

    A bounce that is not permanent is none that we tell of: the mailbox was full, or its owner is
    away and has the mail. A complaint may also say that a mail was wrongly taken for spam.

    Raises:
        ValueError: the event has not the shape that Amazon documents.
    """
    told = msgspec.convert(event.get("detail"), _Event)
    match told:
        case _Event(kind="Bounce", bounce=_Bounce(kind="Permanent") as bounce):
            detail = f"{bounce.kind}/{bounce.subtype}"
            return _feedback(told, "bounced", detail, bounce.timestamp, bounce.recipients)
        case _Event(kind="Complaint", complaint=_Complaint() as complaint):
            if complaint.kind == "not-spam":
                return None
            detail, at = complaint.kind or "not-told", complaint.timestamp
            return _feedback(told, "complained", detail, at, complaint.recipients)
        case _Event(kind="Reject"):
            return _feedback(told, "bounced", "Rejected", None, ())
        case _:
            return None


def _feedback(
    told: _Event,
    delivery: Literal["bounced", "complained"],
    detail: str,
    at: datetime | None,
    recipients: Sequence[_Recipient],
) -> MailFeedback:
    tag = next(iter(told.mail.tags.get(MAIL_TAG, [])), "")
    return MailFeedback(
        mail_id=tagged_mail_id(tag) or None,
        delivery=delivery,
        at=at or told.mail.timestamp,
        detail=detail,
        addresses=tuple(r.email_address.strip().lower() for r in recipients),
    )
