from collections.abc import Iterator
from typing import Any

import pytest

from shop.gateways import stripe_requests
from shop.gateways.payments import ProviderRefused, ProviderUnavailable
from shop.gateways.stripe_requests import call, form, pool
from tests.support.stripe_stand_in import API_KEY, StandIn, opened_stripe
from tests.support.template import template


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with opened_stripe() as opened:
        opened.sessions["cs_1"] = {"id": "cs_1"}
        yield opened


def ask(stand_in: StandIn) -> dict[str, Any]:
    return call("GET", f"{stand_in.url}/v1/checkout/sessions/cs_1", api_key=API_KEY)


def test_nested_fields_are_encoded_as_stripe_documents_them():
    fields = {
        "mode": "payment",
        "line_items": [{"price_data": {"currency": "gbp", "unit_amount": 2000}, "quantity": 2}],
        "expand": ["a", "b"],
    }
    assert form(fields) == (
        "mode=payment&line_items[0][price_data][currency]=gbp"
        "&line_items[0][price_data][unit_amount]=2000&line_items[0][quantity]=2"
        "&expand[0]=a&expand[1]=b"
    )


def test_values_cannot_add_fields():
    assert form({"name": "a&b=c d+é[0]"}) == "name=a%26b%3Dc%20d%2B%C3%A9%5B0%5D"


@pytest.mark.enable_socket
@pytest.mark.parametrize("status", [0, 409, 429, 500, 503])
def test_what_passes_is_tried_again(stand_in, status):
    stand_in.faults = [(status, {})]
    assert ask(stand_in) == {"id": "cs_1"}


@pytest.mark.enable_socket
def test_gives_up_after_a_few_tries(stand_in):
    stand_in.faults = [(500, {})] * (stripe_requests.ATTEMPTS + 1)
    with pytest.raises(ProviderUnavailable):
        ask(stand_in)
    assert len(stand_in.faults) == 1


@pytest.mark.enable_socket
def test_does_as_stripe_says_about_trying_again(stand_in):
    stand_in.faults = [(400, {"Stripe-Should-Retry": "true"})]
    assert ask(stand_in) == {"id": "cs_1"}
    stand_in.faults = [(500, {"Stripe-Should-Retry": "false"})]
    with pytest.raises(ProviderRefused, match="500"):
        ask(stand_in)


@pytest.mark.enable_socket
def test_what_is_refused_is_not_tried_again(stand_in):
    stand_in.faults = [(400, {})]
    with pytest.raises(ProviderRefused, match="400"):
        ask(stand_in)
    assert stand_in.requests == []


@pytest.mark.enable_socket
def test_a_redirect_is_not_followed_with_the_key(stand_in):
    stand_in.faults = [(302, {"Location": f"{stand_in.url}/v1/checkout/sessions/cs_1"})]
    with pytest.raises(ProviderRefused, match="302"):
        ask(stand_in)
    assert stand_in.requests == []


@pytest.mark.enable_socket
def test_nobody_there_is_told_in_time():
    with opened_stripe() as closed:
        pass
    with pytest.raises(ProviderUnavailable):
        ask(closed)
    pool().clear()


@pytest.mark.enable_socket
def test_an_answer_that_is_no_object_is_none(stand_in):
    answer: Any = ["not", "an", "object"]
    stand_in.sessions["cs_1"] = answer
    with pytest.raises(ProviderUnavailable):
        ask(stand_in)


def test_all_tries_end_before_the_function_does():
    each = stripe_requests.CONNECT_TIMEOUT_SECONDS + stripe_requests.READ_TIMEOUT_SECONDS
    timeout_seconds = template()["Globals"]["Function"]["Timeout"]
    assert stripe_requests.ATTEMPTS * (each + 0.5) < timeout_seconds
    timeout = pool().connection_pool_kw["timeout"]
    assert timeout.connect_timeout == stripe_requests.CONNECT_TIMEOUT_SECONDS
    assert timeout.read_timeout == stripe_requests.READ_TIMEOUT_SECONDS


def test_certificates_are_verified():
    context = pool().connection_pool_kw["ssl_context"]
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"
