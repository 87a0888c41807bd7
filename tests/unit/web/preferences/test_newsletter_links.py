from datetime import timedelta

import pytest

from shop.domain.communications import CONFIRMATION_LINK
from shop.domain.errors import InvalidFields
from shop.gateways.settings import SITE_URL
from shop.web.preferences.newsletter_links import (
    confirmation_url,
    confirmed_email,
    unsubscribe_url,
    unsubscribing_email,
)
from tests.support.gateway import NOW

EMAIL = "customer+news@example.com"

pytestmark = pytest.mark.usefixtures("tables")


def _token(link: str) -> str:
    return link.partition("?token=")[2]


def test_links_to_the_shops_own_pages_with_nothing_that_needs_quoting():
    assert confirmation_url(EMAIL, NOW).startswith(f"{SITE_URL}/newsletter/confirm?token=")
    assert unsubscribe_url(EMAIL).startswith(f"{SITE_URL}/unsubscribe?token=")
    assert not set(_token(confirmation_url(EMAIL, NOW))) & set("@+&=% ")


def test_confirms_the_address_the_link_was_made_for_as_long_as_it_is_good():
    token = _token(confirmation_url(EMAIL, NOW))

    assert confirmed_email(token, NOW) == EMAIL
    with pytest.raises(InvalidFields):
        confirmed_email(token, NOW + CONFIRMATION_LINK)


def test_unsubscribes_with_a_link_of_any_age():
    assert unsubscribing_email(_token(unsubscribe_url(EMAIL))) == EMAIL


def test_takes_neither_link_for_the_other():
    with pytest.raises(InvalidFields):
        confirmed_email(_token(unsubscribe_url(EMAIL)), NOW)
    assert unsubscribing_email(_token(confirmation_url(EMAIL, NOW))) is None


@pytest.mark.parametrize("change", ["", "zz.", "ff.k1.x", "é"])
def test_refuses_what_the_shop_did_not_sign(change: str):
    genuine = _token(unsubscribe_url(EMAIL))
    others = _token(unsubscribe_url("another@example.com"))
    forged = others.partition(".")[0] + "." + genuine.partition(".")[2]

    for token in (change, forged, genuine[:-4]):
        assert unsubscribing_email(token) is None
        with pytest.raises(InvalidFields):
            confirmed_email(token, NOW + timedelta(seconds=1))
