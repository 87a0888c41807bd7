"""Sending what is in the outbox: each mail once, unless its sender breaks off in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.mails import Mail, MailClaimed, MailNotSent, Undeliverable
from shop.gateways import clock, mail_texts
from shop.gateways import mail as post
from shop.storage import mails, suppressions
from shop.telemetry import count, log_event, log_fault
from shop.web.preferences.newsletter_links import unsubscribe_url

# How long mails are begun for; the function that sends what was left behind has five minutes.
SENDING = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many mails were stuck, and how many of them are now sent or given up."""

    found: int
    done: int


def send_once(mail_id: str) -> bool:
    """Claim a mail and send it; False if nothing was left to send.

    Raises:
        MailClaimed: somebody else is sending it.
        MailNotSent: it could not be handed over now.
    """
    claimed_at = clock.now()
    mail = mails.change_to_sending(mail_id, claimed_at)
    if mail is None:
        return False
    try:
        message_id = _hand_over(mail, claimed_at)
    except Undeliverable as refusal:
        mails.change_to_failed(mail, refusal.reason)
        count("MailsFailed")
        log_event("mail-failed", mail_id=mail_id, template=mail.template, reason=refusal.reason)
    except Exception:
        mails.change_to_waiting(mail_id, claimed_at)
        raise
    else:
        # Outside the `try`: should this fail, the claim stays, so the mail is not sent again
        # before it ends.
        mails.change_to_sent(mail, message_id, clock.now())
        count("MailsSent")
    return True


def send_stuck(now: datetime, until: datetime) -> Swept:
    """Send what waits though the stream tells of it no more; begin none after `until`.

    One that fails again holds up no other, and waits for the next time.
    """
    found = done = 0
    for mail_id in mails.list_stuck(now):
        if clock.now() > until:
            break
        found += 1
        done += _is_sent(mail_id)
    log_event("stuck-mails", found=found, sent=done)
    count("StuckMails", found)
    return Swept(found, done)


def _is_sent(mail_id: str) -> bool:
    try:
        return send_once(mail_id)
    except (MailClaimed, MailNotSent) as delay:
        log_event("mail-delayed", mail_id=mail_id, reason=str(delay))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it is wrong with it alone
        log_fault(error, request_id=mail_id, route="send-stuck-mails")
    return False


def _hand_over(mail: Mail, now: datetime) -> str:
    letter = mail_texts.letter(mail)
    if not mail.is_marketing:
        return post.send(mail.to, letter, mail.mail_id)
    # Asked at the last moment: whoever complained a minute ago gets nothing any more.
    if suppressions.is_suppressed(mail.to, now):
        raise Undeliverable("Suppressed")
    return post.send(mail.to, letter, mail.mail_id, unsubscribe_url=unsubscribe_url(mail.to))
