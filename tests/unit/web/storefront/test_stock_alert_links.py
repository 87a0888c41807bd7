import pytest

from shop.domain.errors import InvalidFields
from shop.domain.stock_alerts import CONFIRMATION_LINK, StockAlert
from shop.gateways.settings import SITE_URL
from shop.web.storefront.stock_alert_links import (
    cancellation_url,
    cancelled,
    confirmation_url,
    confirmed,
)
from tests.support.gateway import NOW

EMAIL = "customer+shop@example.com"

pytestmark = pytest.mark.usefixtures("tables")


def token_of(link: str) -> str:
    return link.partition("?token=")[2]


def test_links_lead_to_the_shops_own_pages():
    link = confirmation_url("LAMP-1", EMAIL, NOW)
    assert link.startswith(f"{SITE_URL}/products/alerts/confirm?token=")
    assert cancellation_url("LAMP-1", EMAIL).startswith(f"{SITE_URL}/products/alerts/cancel?token=")
    assert not set(token_of(link)) & set("@+&=% ")


def test_confirms_what_the_link_was_made_for_as_long_as_it_is_good():
    token = token_of(confirmation_url("LAMP-1", EMAIL, NOW))
    assert confirmed(token, NOW) == StockAlert(sku="LAMP-1", email=EMAIL, confirmed_at=NOW)
    with pytest.raises(InvalidFields):
        confirmed(token, NOW + CONFIRMATION_LINK)


def test_cancels_with_a_link_of_any_age():
    assert cancelled(token_of(cancellation_url("LAMP-1", EMAIL))) == ("LAMP-1", EMAIL)


@pytest.mark.parametrize("token", ["", "nonsense", "ff.k1.x"])
def test_takes_neither_forged_links_nor_one_for_the_other(token):
    with pytest.raises(InvalidFields):
        confirmed(token or token_of(cancellation_url("LAMP-1", EMAIL)), NOW)
    assert cancelled(token or token_of(confirmation_url("LAMP-1", EMAIL, NOW))) is None
