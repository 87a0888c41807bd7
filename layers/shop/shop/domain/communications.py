"""What a person wants to be told beside the mail that an order or an account needs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# How long the link in the mail that asks for a confirmation is good. Nothing is kept for it: the
# link itself says until when.
CONFIRMATION_LINK = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class CommunicationChoices:
    """Yes or no to each thing that nobody gets without asking; all no until somebody asks."""

    newsletter: bool = False
    offers: bool = False
    order_updates_by_post: bool = False


NONE_CHOSEN = CommunicationChoices()


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
