"""The links in newsletter mails: signed, so that nothing is kept of those who never answer."""

from datetime import datetime

from shop.domain.communications import claimed_email, confirmation_claim
from shop.domain.errors import FieldError, InvalidFields
from shop.gateways.settings import url
from shop.gateways.signatures import make_token, read_token

_CONFIRM = "newsletter-confirm"
_UNSUBSCRIBE = "newsletter-unsubscribe"


def confirmation_url(email: str, now: datetime) -> str:
    """Return the link that confirms an address."""
    claim = confirmation_claim(email, now)
    return url(f"/newsletter/confirm?token={make_token(_CONFIRM, claim)}")


def confirmed_email(token: str, now: datetime) -> str:
    """Return the address that a link confirms.

    Raises:
        InvalidFields: the link is not the shop's, not whole, or too old.
    """
    claim = read_token(_CONFIRM, token)
    email = claimed_email(claim, now) if claim else None
    if email is None:
        message = "This link is too old or not complete. Please ask for a new one."
        raise InvalidFields(FieldError("token", message))
    return email


def unsubscribe_url(email: str) -> str:
    """Return the link that ends all mailings to an address; it never gets too old."""
    return url(f"/unsubscribe?token={make_token(_UNSUBSCRIBE, email)}")


def unsubscribing_email(token: str) -> str | None:
    """Return the address that a link unsubscribes; None if the link is not the shop's."""
    return read_token(_UNSUBSCRIBE, token)
