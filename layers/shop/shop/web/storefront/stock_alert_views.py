"""Alerts about products that are out of stock, as the API, the pages and the mails show them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shop.domain.catalogue import Availability, Product
from shop.domain.errors import NotFound, TooManyRequests
from shop.domain.limits import STOCK_ALERT_MAILS
from shop.domain.mails import Mail
from shop.domain.stock_alerts import StockAlert, confirmation_mail_id
from shop.storage import mails, products, stock_alerts, suppressions
from shop.web.limits import count_attempt
from shop.web.requests import Request
from shop.web.storefront.stock_alert_links import (
    cancellation_url,
    cancelled,
    confirmation_url,
    confirmed,
)


class AlertForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The address that is to be told."""

    email: Annotated[str, Meta(min_length=1, max_length=320)]


class DoneQuery(msgspec.Struct, kw_only=True):
    """What has just been done, for the page it leads to."""

    done: Literal["sent", "confirmed", "in-stock", ""] = ""


class AlertOffer(msgspec.Struct):
    """The product that an alert is for."""

    sku: str
    name: str
    availability: Availability


class AlertStatus(msgspec.Struct):
    """How far it has got; `in-stock` if the product is back already, so nothing is kept."""

    status: Literal["check-your-email", "to-be-confirmed", "confirmed", "in-stock", "cancelled"]


CHECK_YOUR_EMAIL = AlertStatus("check-your-email")
TO_CONFIRM = AlertStatus("to-be-confirmed")
CANCELLED = AlertStatus("cancelled")


def alert_offer(product: Product) -> AlertOffer:
    """Show the product that an alert is for."""
    return AlertOffer(product.sku, product.name, product.availability)


def ask(request: Request, product: Product, email: str) -> None:
    """Mail a link that confirms the alert.

    No mail for more than a few to one address, whose owner may not be the one who asks; whoever
    asks is not told.
    """
    try:
        count_attempt(request, STOCK_ALERT_MAILS, email)
    except TooManyRequests:
        mails.insert_nothing(request.now)
        return
    mails.insert(_confirmation_mail(request, product, email), request.now)


def confirm(request: Request, token: str) -> tuple[StockAlert, AlertStatus]:
    """Keep the alert that a link confirms, unless its product is back already.

    It is kept before the stock is looked at: stock that comes in between finds it.

    Raises:
        InvalidFields: the link is not the shop's, not whole, or too old.
        NotFound: the product is not sold any more.
    """
    alert = confirmed(token, request.now)
    stock_alerts.insert(alert)
    suppressions.change_to_confirmed(alert.email, request.now)
    product = products.find(alert.sku)
    if product is not None and product.availability == "out_of_stock":
        return alert, AlertStatus("confirmed")
    stock_alerts.remove(alert.sku, alert.email)
    if product is None:
        raise NotFound("We sell nothing under this number.")
    return alert, AlertStatus("in-stock")


def cancel(token: str) -> None:
    """End the alert of a link; nothing happens if there is none, or the link is not the shop's."""
    ended = cancelled(token)
    if ended is not None:
        stock_alerts.remove(*ended)


def _confirmation_mail(request: Request, product: Product, email: str) -> Mail:
    values = {
        "name": product.name,
        "link": confirmation_url(product.sku, email, request.now),
        "cancel_link": cancellation_url(product.sku, email),
    }
    mail_id = confirmation_mail_id(product.sku, email, request.now)
    return Mail(mail_id, email, "stock-alert-confirmation", values)
