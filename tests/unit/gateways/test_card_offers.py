import pytest

from shop.gateways import card_offers
from shop.gateways.card_offers import STRIPE_PAGES, offered_provider, page_origins
from tests.support.logs import logged


@pytest.fixture(autouse=True)
def _deployment(monkeypatch):
    """A deployment without keys, in a process that has told nobody yet."""
    monkeypatch.setenv("STAGE", "prod")
    monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "")
    card_offers.tell_operators_once.cache_clear()


def test_with_its_keys_stripe_takes_payments(monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "shop-stripe-key")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "shop-stripe-webhook")
    assert offered_provider() == "stripe"
    assert page_origins() == (STRIPE_PAGES,)


def test_on_the_developers_machine_the_local_page_does(monkeypatch):
    monkeypatch.setenv("STAGE", "local")
    assert offered_provider() == "local"
    assert page_origins() == ()


@pytest.mark.parametrize("given", ["STRIPE_SECRET_KEY_NAME", "STRIPE_WEBHOOK_SECRET_NAME"])
def test_with_one_key_of_two_nobody_does(monkeypatch, given):
    monkeypatch.setenv(given, "shop-stripe")
    assert offered_provider() is None


def test_operators_are_told_once_that_cards_are_not_taken():
    with logged() as lines:
        assert offered_provider() is None
        assert offered_provider() is None
    [line] = lines
    assert (line["message"], line["reason"]) == ("card-not-offered", "no-provider-keys")
