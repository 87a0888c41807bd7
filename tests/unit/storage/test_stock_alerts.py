from datetime import timedelta

import pytest

from shop.domain.mails import Mail
from shop.domain.retention import STOCK_ALERT
from shop.domain.stock_alerts import StockAlert
from shop.storage import stock_alerts
from tests.support.gateway import NOW
from tests.support.mailbox import mails_to

pytestmark = pytest.mark.usefixtures("tables")

EMAIL = "customer@example.com"
ALERT = StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=NOW)
MAIL = Mail("back-in-stock#1", EMAIL, "back-in-stock", {"name": "Fog lantern", "link": "x"})


def waiting(sku: str = "LAMP-1", now=NOW) -> list[StockAlert]:
    return list(stock_alerts.list_by_sku(sku, now))


def test_keeps_one_alert_for_a_product_and_an_address():
    assert stock_alerts.insert(ALERT)
    assert not stock_alerts.insert(ALERT)
    other = StockAlert(sku="LAMP-1", email="another@example.com", confirmed_at=NOW)
    assert stock_alerts.insert(other)
    assert sorted(waiting(), key=lambda alert: alert.email) == [other, ALERT]
    assert waiting("LAMP-2") == []


def test_an_expired_alert_is_no_alert_and_makes_room_for_another():
    stock_alerts.insert(ALERT)
    later = NOW + STOCK_ALERT
    assert waiting(now=later - timedelta(seconds=1)) == [ALERT]
    assert waiting(now=later) == []
    assert stock_alerts.insert(StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=later))


def test_forgets_an_alert_once():
    stock_alerts.insert(ALERT)
    assert stock_alerts.remove("LAMP-1", "CUSTOMER@example.com")
    assert not stock_alerts.remove("LAMP-1", EMAIL)
    assert waiting() == []


def test_tells_and_forgets_in_one():
    stock_alerts.insert(ALERT)
    assert stock_alerts.change_to_told(ALERT, MAIL, NOW)
    assert not stock_alerts.change_to_told(ALERT, MAIL, NOW)
    assert waiting() == []
    assert len(mails_to(EMAIL)) == 1


def test_tells_nobody_who_cancelled():
    assert not stock_alerts.change_to_told(ALERT, MAIL, NOW)
    assert mails_to(EMAIL) == []
