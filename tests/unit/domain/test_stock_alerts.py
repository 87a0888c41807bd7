from datetime import timedelta

from shop.domain.retention import STOCK_ALERT
from shop.domain.stock_alerts import (
    CONFIRMATION_LINK,
    StockAlert,
    back_in_stock_mail,
    cancellation_claim,
    cancelled_alert,
    confirmation_claim,
    confirmation_mail_id,
    confirmed_alert,
)
from tests.support.factories import make_product
from tests.support.gateway import NOW

EMAIL = "customer@example.com"
ALERT = StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=NOW)


def test_a_link_confirms_an_alert_as_long_as_it_is_good():
    claim = confirmation_claim("LAMP-1", EMAIL, NOW)
    just_before = NOW + CONFIRMATION_LINK - timedelta(seconds=1)
    alert = confirmed_alert(claim, just_before)
    assert alert == StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=just_before)
    assert confirmed_alert(claim, NOW + CONFIRMATION_LINK) is None


def test_an_alert_is_forgotten_in_the_end():
    assert ALERT.expires_at == NOW + STOCK_ALERT


def test_a_link_cancels_the_alert_it_was_made_for():
    assert cancelled_alert(cancellation_claim("LAMP-1", EMAIL)) == ("LAMP-1", EMAIL)


def test_asks_once_a_day_for_a_product_and_an_address():
    ids = {
        confirmation_mail_id(sku, email, NOW + timedelta(days=days))
        for sku in ("LAMP-1", "LAMP-2")
        for email in (EMAIL, "another@example.com")
        for days in (0, 1)
    }
    assert len(ids) == 8
    later = confirmation_mail_id("LAMP-1", EMAIL, NOW + timedelta(hours=1))
    assert later == confirmation_mail_id("LAMP-1", EMAIL, NOW)


def test_tells_once_for_each_alert():
    mail = back_in_stock_mail(ALERT, make_product(), "http://shop.example.com/products/LAMP-1")
    assert (mail.to, mail.template) == (EMAIL, "back-in-stock")
    assert mail.values["name"] == "Fog lantern"
    again = StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=NOW + timedelta(days=3))
    assert back_in_stock_mail(again, make_product(), "").mail_id != mail.mail_id
