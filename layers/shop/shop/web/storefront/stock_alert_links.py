"""The links in mails about alerts: signed, so that nothing is kept of those who never answer."""

from datetime import datetime

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.stock_alerts import (
    StockAlert,
    cancellation_claim,
    cancelled_alert,
    confirmation_claim,
    confirmed_alert,
)
from shop.gateways.settings import url
from shop.gateways.signatures import make_token, read_token

_CONFIRM = "stock-alert-confirm"
_CANCEL = "stock-alert-cancel"


def confirmation_url(sku: str, email: str, now: datetime) -> str:
    """Return the link that confirms an alert."""
    token = make_token(_CONFIRM, confirmation_claim(sku, email, now))
    return url(f"/products/alerts/confirm?token={token}")


def cancellation_url(sku: str, email: str) -> str:
    """Return the link that ends an alert; it never gets too old."""
    token = make_token(_CANCEL, cancellation_claim(sku, email))
    return url(f"/products/alerts/cancel?token={token}")


def confirmed(token: str, now: datetime) -> StockAlert:
    """Return the alert that a link confirms.

    Raises:
        InvalidFields: the link is not the shop's, not whole, or too old.
    """
    claim = read_token(_CONFIRM, token)
    alert = confirmed_alert(claim, now) if claim else None
    if alert is None:
        message = "This link is too old or not complete. Please ask for a new one."
        raise InvalidFields(FieldError("token", message))
    return alert


def cancelled(token: str) -> tuple[str, str] | None:
    """Return the SKU and address of the alert that a link ends; None if it is not the shop's."""
    claim = read_token(_CANCEL, token)
    return cancelled_alert(claim) if claim else None
