"""Newsletter and other choices of communication, as the API, the pages and the mails show them."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shop.domain import communications as wording
from shop.domain.communications import (
    Answer,
    CommunicationChoices,
    Source,
    with_newsletter,
    without_mailings,
)
from shop.domain.instants import rfc3339
from shop.domain.mails import Mail, address_hash
from shop.storage import communications, mails, suppressions
from shop.web.portions import latest
from shop.web.preferences.newsletter_links import (
    confirmation_url,
    confirmed_email,
    unsubscribe_url,
    unsubscribing_email,
)
from shop.web.requests import Request


class CommunicationsForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a customer wants to be told; each question needs an answer."""

    newsletter: bool
    offers: bool
    order_updates_by_post: bool


class NewsletterForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The address that asks for the newsletter."""

    email: Annotated[str, Meta(min_length=1, max_length=320)]


class DoneQuery(msgspec.Struct, kw_only=True):
    """What has just been done, for the page it leads to."""

    done: Literal["saved", "sent", "confirmed", ""] = ""


class ChoicesQuery(DoneQuery, kw_only=True):
    """And where the list of earlier answers goes on."""

    cursor: Annotated[str, Meta(max_length=1024)] = ""


class StatusShown(msgspec.Struct):
    """How far it has got."""

    status: Literal["check-your-email", "to-be-confirmed", "subscribed", "unsubscribed"]


class AnswerShown(msgspec.Struct):
    """What was answered when and where, and what was wanted then, in words."""

    at: str
    given: str
    wanted: str


_GIVEN: dict[Source, str] = {
    "page": "on this page",
    "link": "by the link in a mail",
    "unsubscribe": "by unsubscribing",
    "complaint": "by a complaint to your mail provider",
}
_WANTED = {
    "newsletter": "the newsletter",
    "offers": "special offers",
    "order_updates_by_post": "news of orders by post",
}


NEWSLETTER = {"explanation": wording.NEWSLETTER}
CHECK_YOUR_EMAIL = StatusShown("check-your-email")
TO_CONFIRM = StatusShown("to-be-confirmed")
SUBSCRIBED = StatusShown("subscribed")
UNSUBSCRIBED = StatusShown("unsubscribed")


def asking() -> dict[str, object]:
    """Return the words in which pages ask."""
    return {
        "questions": wording.QUESTIONS,
        "newsletter_about": wording.NEWSLETTER,
        "newsletter_yes": wording.NEWSLETTER_YES,
    }


def answers_context(email: str, answers: list[Answer], cursor: str) -> dict[str, object]:
    """Describe earlier answers, as many as one page shows, the newest first.

    Raises:
        InvalidRequest: the cursor is not of these answers.
    """
    shown = [_answer_shown(answer) for answer in answers]
    part = latest(f"answers\n{email}", shown, cursor=cursor)
    return {
        "answers": part.shown[::-1],
        "older_answers": part.cursor,
        "are_latest_answers": part.first == 1,
    }


def _answer_shown(answer: Answer) -> AnswerShown:
    wanted = [words for name, words in _WANTED.items() if getattr(answer.choices, name)]
    return AnswerShown(rfc3339(answer.at), _GIVEN[answer.source], ", ".join(wanted))


def choices_made(form: CommunicationsForm) -> CommunicationChoices:
    """Return the choices in a form."""
    return CommunicationChoices(form.newsletter, form.offers, form.order_updates_by_post)


def confirmation_mail(email: str, now: datetime) -> Mail:
    """Return the mail that asks whether the address is theirs: one a day, whoever asks for it."""
    mail_id = f"newsletter-confirmation#{address_hash(email)}#{now.date().isoformat()}"
    return Mail(mail_id, email, "newsletter-confirmation", {"link": confirmation_url(email, now)})


def welcome_mail(email: str, now: datetime) -> Mail:
    """Return the mail that tells how to end it again."""
    mail_id = f"newsletter-welcome#{address_hash(email)}#{now.date().isoformat()}"
    return Mail(mail_id, email, "newsletter-welcome", {"link": unsubscribe_url(email)})


def subscribe(request: Request, token: str) -> None:
    """Subscribe the address that a link confirms, and tell it how to stop.

    Raises:
        InvalidFields: the link is not the shop's, not whole, or too old.
    """
    email = confirmed_email(token, request.now)
    choices = with_newsletter(communications.find(email))
    communications.change_choices(email, choices, request.now, "link")
    suppressions.change_to_confirmed(email, request.now)
    mails.insert(welcome_mail(email, request.now), request.now)


def unsubscribe(request: Request, token: str) -> None:
    """End all mailings to the address of a link; nothing happens if the link is not the shop's."""
    email = unsubscribing_email(token)
    if email is not None:
        choices = without_mailings(communications.find(email))
        communications.change_choices(email, choices, request.now, "unsubscribe")
