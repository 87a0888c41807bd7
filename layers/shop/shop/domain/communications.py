"""What a person wants to be told beside the mail that an order or an account needs."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

# How long the link in the mail that asks for a confirmation is good. Nothing is kept for it: the
# link itself says until when.
CONFIRMATION_LINK = timedelta(hours=48)

# The page of the choices, the button behind a mailed link, “unsubscribe”, and what was told of a
# complaint to the receiver's own provider.
type Source = Literal["page", "link", "unsubscribe", "complaint"]

# The words in which people are asked; pages show these and no others.
QUESTIONS = {
    "newsletter": "Do you want our newsletter?",
    "offers": "Do you want to hear of special offers by mail?",
    "order_updates_by_post": "Do you want news of your orders by post as well?",
}
NEWSLETTER = (
    "News of the shop, now and then. Each newsletter tells how to stop it. We keep your address for"
    " it until you do."
)
NEWSLETTER_YES = "Yes, send me the newsletter"
_WORDS: dict[Source, tuple[str, ...]] = {
    "page": (*QUESTIONS.values(), "Yes", "No"),
    "link": (NEWSLETTER, QUESTIONS["newsletter"], NEWSLETTER_YES),
    "unsubscribe": (),
    "complaint": (),
}


@dataclass(frozen=True, slots=True)
class CommunicationChoices:
    """Yes or no to each thing that nobody gets without asking; all no until somebody asks."""

    newsletter: bool = False
    offers: bool = False
    order_updates_by_post: bool = False


NONE_CHOSEN = CommunicationChoices()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was given; `wording_sha256` is empty where nothing was asked."""

    at: datetime
    source: Source
    wording_sha256: str
    choices: CommunicationChoices


def answered(choices: CommunicationChoices, source: Source, now: datetime) -> Answer:
    """Describe an answer, to the words that its source asks in."""
    return Answer(now, source, wording_sha256(_WORDS[source]), choices)


def wording_sha256(words: tuple[str, ...]) -> str:
    """Return the hash of words: of their JSON; empty for none."""
    text = json.dumps(words, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest() if words else ""


def with_newsletter(choices: CommunicationChoices) -> CommunicationChoices:
    """Return the choices with the newsletter switched on."""
    return replace(choices, newsletter=True)


def without_mailings(choices: CommunicationChoices) -> CommunicationChoices:
    """Return the choices after “unsubscribe”, which ends everything that comes by mail."""
    return replace(choices, newsletter=False, offers=False)


def joined(one: CommunicationChoices, other: CommunicationChoices) -> CommunicationChoices:
    """Return every yes of two addresses that are known to be one person's."""
    return CommunicationChoices(
        newsletter=one.newsletter or other.newsletter,
        offers=one.offers or other.offers,
        order_updates_by_post=one.order_updates_by_post or other.order_updates_by_post,
    )


def confirmation_claim(email: str, now: datetime) -> str:
    """Return what the link in a mail to this address claims, to be signed."""
    return f"{int((now + CONFIRMATION_LINK).timestamp())} {email}"


def claimed_email(claim: str, now: datetime) -> str | None:
    """Return the address that a signed claim confirms; None if the link is too old."""
    good_until, _, email = claim.partition(" ")
    return email if now.timestamp() < int(good_until) else None
