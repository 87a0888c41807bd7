"""What needs a product to go, or a stock to come, in the middle of a request."""

import pytest

from shop.domain.errors import InvalidFields, NotFound
from shop.storage import stock_alerts
from shop.web.requests import Request
from shop.web.storefront.stock_alert_links import cancellation_url, confirmation_url
from shop.web.storefront.stock_alert_views import alert_offer, cancel, confirm
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW, make_event
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")

EMAIL = "customer@example.com"


def token(sku: str = "LAMP-1") -> str:
    return confirmation_url(sku, EMAIL, NOW).partition("?token=")[2]


def request() -> Request:
    return Request(make_event("POST", "/products/alerts/confirm"))


def kept() -> int:
    return len(list(stock_alerts.list_by_sku("LAMP-1", NOW)))


def test_keeps_the_alert_before_it_looks_at_the_stock():
    stock(make_product(available=0))
    CALLS.clear()
    _, outcome = confirm(request(), token())
    assert outcome.status == "confirmed"
    assert list(CALLS) == [
        "PutItem",
        "UpdateItem",
        "GetItem",
    ]
    assert kept() == 1


def test_keeps_nothing_of_a_product_that_is_back_or_gone():
    with pytest.raises(NotFound):
        confirm(request(), token())
    assert kept() == 0
    stock(make_product(available=0))
    change_product("LAMP-1", available=1)
    _, outcome = confirm(request(), token())
    assert outcome.status == "in-stock"
    assert kept() == 0


def test_confirms_and_cancels_only_by_the_shops_own_links():
    stock(make_product(available=0))
    with pytest.raises(InvalidFields):
        confirm(request(), "nonsense")
    confirm(request(), token())
    cancel("nonsense")
    assert kept() == 1
    cancel(cancellation_url("LAMP-1", EMAIL).partition("?token=")[2])
    assert kept() == 0


def test_shows_what_the_alert_is_for():
    offer = alert_offer(make_product(available=0))
    assert (offer.sku, offer.name, offer.availability) == ("LAMP-1", "Fog lantern", "out_of_stock")
