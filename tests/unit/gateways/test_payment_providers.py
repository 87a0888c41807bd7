import boto3
import pytest

from shop.domain.errors import NotFound
from shop.gateways.payment_providers import provider_for_new_payments, provider_named
from shop.gateways.stripe import Stripe
from tests.support.tables import CALLS, REGION


@pytest.fixture(autouse=True)
def _without_keys(monkeypatch):
    """A deployment in which nobody takes cards."""
    monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "")
    monkeypatch.setenv("STRIPE_API_URL", "https://api.stripe.com")


@pytest.fixture
def _keys(tables, _without_keys, monkeypatch):
    """A deployment whose two keys of Stripe's are in the parameter store."""
    store = boto3.client("ssm", region_name=REGION)
    store.put_parameter(Name="provider-key", Value="sk_test_1\n", Type="SecureString")
    store.put_parameter(Name="provider-webhook", Value="whsec_1 whsec_2", Type="SecureString")
    monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "provider-key")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "provider-webhook")
    CALLS.clear()


@pytest.mark.usefixtures("_keys")
def test_stripes_keys_are_read_by_name_and_once():
    stripe = provider_named("stripe")
    assert stripe == Stripe("sk_test_1", ("whsec_1", "whsec_2"), "https://api.stripe.com")
    assert provider_for_new_payments() is stripe
    assert CALLS == ["GetParameter", "GetParameter"]


@pytest.mark.parametrize("name", ["stripe", "local", "", "paypal"])
def test_a_deployment_without_keys_has_no_provider(name):
    with pytest.raises(NotFound):
        provider_named(name)


def test_without_keys_nobody_takes_payments():
    with pytest.raises(NotFound):
        provider_for_new_payments()


def test_a_local_stack_has_the_local_page(monkeypatch):
    monkeypatch.setenv("STAGE", "local")
    assert provider_for_new_payments().name == "local"
