"""Alerts: one mail when a product is back, for an address that was proven to be theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.catalogue import Product
from shop.domain.mails import Mail, address_hash
from shop.domain.retention import STOCK_ALERT

# How long the link in the mail that asks for a confirmation is good. Nothing is kept for it: the
# link itself says until when, what for and whom.
CONFIRMATION_LINK = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlert:
    """Who is told, once, when a product is back."""

    sku: str
    email: str
    confirmed_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten, back or not."""
        return self.confirmed_at + STOCK_ALERT


def confirmation_claim(sku: str, email: str, now: datetime) -> str:
    """Return what the link in a mail to this address claims, to be signed."""
    return f"{int((now + CONFIRMATION_LINK).timestamp())} {cancellation_claim(sku, email)}"


def confirmed_alert(claim: str, now: datetime) -> StockAlert | None:
    """Return the alert that a signed claim confirms; None if the link is too old."""
    good_until, sku, email = claim.split(" ")
    if now.timestamp() >= int(good_until):
        return None
    return StockAlert(sku=sku, email=email, confirmed_at=now)


def cancellation_claim(sku: str, email: str) -> str:
    """Return what the link that ends an alert claims, to be signed."""
    return f"{sku} {email}"


def cancelled_alert(claim: str) -> tuple[str, str]:
    """Return the SKU and address of the alert that a signed claim ends."""
    sku, _, email = claim.partition(" ")
    return sku, email


def confirmation_mail_id(sku: str, email: str, now: datetime) -> str:
    """Return the id of the mail that asks: one a day for a product and an address."""
    return f"stock-alert#{sku}#{address_hash(email)}#{now.date().isoformat()}"


def back_in_stock_mail(alert: StockAlert, product: Product, product_url: str) -> Mail:
    """Return the mail that tells, once for each alert, that its product is back."""
    told = f"{alert.sku}#{address_hash(alert.email)}#{int(alert.confirmed_at.timestamp())}"
    values = {"name": product.name, "link": product_url}
    return Mail(f"back-in-stock#{told}", alert.email, "back-in-stock", values)
