"""Follows what Amazon SES tells of sent mails: which came back, and who complained."""

from typing import Any

from shop.domain.communications import without_mailings
from shop.domain.mail_feedback import MailFeedback
from shop.gateways.mail_events import feedback_in
from shop.storage import communications, mails, suppressions
from shop.telemetry import count, log_event, log_fault, note, observed


@observed("mail_events")
def lambda_handler(event: dict[str, Any], _context: object) -> None:
    """Note what became of a mail; the same told again, late or out of order changes nothing.

    Raises:
        ValueError: the event has not the shape that Amazon documents; it is kept as failed.
    """
    try:
        feedback = feedback_in(event)
    except ValueError as error:
        log_fault(error, request_id=str(event.get("id")), route="mail_events")
        raise
    if feedback is None:
        return
    # Of everything, so that what broke off half-way is news still when it comes again.
    is_news = [suppressions.insert(suppression) for suppression in feedback.suppressions]
    if feedback.mail_id is not None:
        is_news.append(mails.change_delivery(feedback.mail_id, feedback.delivery, feedback.at))
    if any(is_news):
        count("MailsBounced" if feedback.delivery == "bounced" else "MailComplaints")
    if feedback.delivery == "complained":
        _end_mailings(feedback)
    note(records=1, told=feedback.delivery)
    log_event(f"mail-{feedback.delivery}", mail_id=feedback.mail_id, detail=feedback.detail)


def _end_mailings(complaint: MailFeedback) -> None:
    """Do what “unsubscribe” does, unless the address has chosen again since."""
    for address in complaint.addresses:
        choices = without_mailings(communications.find(address))
        communications.change_choices(address, choices, complaint.at, "complaint")
