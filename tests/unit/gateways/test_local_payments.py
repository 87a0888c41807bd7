import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shop.domain.errors import NotFound
from shop.gateways.local_payments import (
    SIGNATURE_HEADER,
    LocalPayments,
    refuse_other_page,
    webhook,
)
from shop.gateways.payments import WebhookRefused
from shop.gateways.signatures import sign
from tests.support.gateway import NOW
from tests.support.payments import PAYMENT_ID, TOTAL, a_payment


@pytest.fixture
def local(tables, monkeypatch) -> LocalPayments:
    monkeypatch.setenv("STAGE", "local")
    return LocalPayments()


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_there_is_no_local_provider_elsewhere(monkeypatch, stage):
    monkeypatch.setenv("STAGE", stage)
    with pytest.raises(NotFound):
        LocalPayments()


def test_only_who_was_sent_to_the_page_opens_it(local):
    page = local.start(a_payment(), return_url="x", cancel_url="y")
    split = urlsplit(page.redirect_url)
    assert split.path == f"/local-payments/{PAYMENT_ID}"
    [key] = parse_qs(split.query)["key"]
    refuse_other_page(PAYMENT_ID, key)
    with pytest.raises(NotFound):
        refuse_other_page("CT-2PQX-5MWJ-A.2", key)
    with pytest.raises(NotFound):
        refuse_other_page(PAYMENT_ID, "")


def test_it_has_told_all_it_knows(local):
    assert local.look_up(a_payment(), NOW) is None


def test_it_pretends_to_pay_back(local):
    assert local.refund(a_payment(), 100, key="k1") == "local.k1"


@pytest.mark.parametrize("outcome", ["paid", "declined", "abandoned"])
def test_what_happened_on_the_page_is_told_by_a_signed_webhook(local, outcome):
    headers, body = webhook(a_payment(), outcome, NOW)
    event = local.parse_webhook(headers, body, NOW)
    assert (event.kind, event.payment_id, event.at) == (outcome, PAYMENT_ID, NOW)
    assert (event.amount_pence, event.currency) == (TOTAL, "GBP")


def test_a_webhook_of_another_time_or_body_is_refused(local):
    headers, body = webhook(a_payment(), "paid", NOW)
    for given, at in [
        ((headers, body), NOW + timedelta(seconds=301)),
        ((headers, body + b" "), NOW),
        (({}, body), NOW),
        (({SIGNATURE_HEADER: "1,2"}, b"\xff"), NOW),
    ]:
        with pytest.raises(WebhookRefused):
            local.parse_webhook(*given, at)


def test_a_signed_body_that_is_no_message_is_refused(local):
    seconds = int(NOW.timestamp())
    body = json.dumps({"id": "1"})
    token = sign("local-payments-webhook", f"{seconds}.{body}")
    with pytest.raises(WebhookRefused):
        local.parse_webhook({SIGNATURE_HEADER: f"{seconds},{token}"}, body.encode(), NOW)
