from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.domain.payment_events import ProviderEvent
from shop.gateways.payments import WebhookRefused
from shop.gateways.stripe_webhooks import parse
from tests.support.gateway import NOW
from tests.support.payments import PAYMENT_ID, TOTAL
from tests.support.stripe_stand_in import WEBHOOK_SECRET, StandIn, signature

SECRETS = (WEBHOOK_SECRET,)
SESSION: dict[str, Any] = {
    "id": "cs_1",
    "object": "checkout.session",
    "client_reference_id": PAYMENT_ID,
    "payment_status": "paid",
    "payment_intent": "pi_1",
    "amount_total": TOTAL,
    "currency": "gbp",
    "metadata": {"payment_id": PAYMENT_ID},
}
INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "metadata": {"payment_id": PAYMENT_ID},
}
CHARGE: dict[str, Any] = {
    "id": "ch_1",
    "object": "charge",
    "payment_intent": "pi_1",
    "amount": TOTAL,
    "amount_refunded": 1000,
    "currency": "gbp",
    "metadata": {"payment_id": PAYMENT_ID},
}
REFUND: dict[str, Any] = {
    "id": "re_1",
    "object": "refund",
    "payment_intent": {"id": "pi_1"},
    "amount": 700,
    "currency": "gbp",
    "metadata": {"payment_id": PAYMENT_ID},
}


def read(type_: str, about: dict[str, Any]) -> ProviderEvent:
    headers, body = StandIn().tell(type_, about)
    return parse(headers["stripe-signature"], body.encode(), SECRETS, NOW)


@pytest.mark.parametrize(
    ("type_", "about", "kind", "amount_pence"),
    [
        ("checkout.session.completed", SESSION, "paid", TOTAL),
        ("checkout.session.async_payment_succeeded", SESSION, "paid", TOTAL),
        ("checkout.session.async_payment_failed", SESSION, "declined", TOTAL),
        ("checkout.session.expired", SESSION, "abandoned", TOTAL),
        ("payment_intent.payment_failed", INTENT, "declined", None),
        ("charge.refunded", CHARGE, "refunded", 1000),
        ("refund.failed", REFUND, "refund_failed", 700),
    ],
)
def test_each_event_names_its_payment_and_its_amount(type_, about, kind, amount_pence):
    event = read(type_, about)
    assert (event.kind, event.type, event.amount_pence) == (kind, type_, amount_pence)
    assert (event.payment_id, event.charge) == (PAYMENT_ID, "pi_1")
    assert (event.event_id, event.at) == ("evt_1", NOW)
    assert event.reference == ("cs_1" if about is SESSION else None)


def test_a_session_whose_money_is_still_on_its_way_is_not_paid():
    event = read("checkout.session.completed", SESSION | {"payment_status": "unpaid"})
    assert (event.kind, event.payment_id) == (None, PAYMENT_ID)


def test_an_event_the_shop_has_no_name_for_is_read_as_one():
    event = read("customer.created", {"id": "cus_1", "amount": "whatever"})
    assert (event.kind, event.type, event.payment_id) == (None, "customer.created", "")


def test_an_event_about_somebody_elses_payment_names_none():
    event = read("charge.refunded", {"id": "ch_9", "object": "charge", "payment_intent": {}})
    assert (event.payment_id, event.charge) == ("", None)


BODY = StandIn().tell("checkout.session.completed", SESSION)[1]
WELL = signature(BODY, NOW)


def refused(header: str, body: str = BODY, secrets: tuple[str, ...] = SECRETS) -> bool:
    try:
        parse(header, body.encode(), secrets, NOW)
    except WebhookRefused:
        return True
    return False


def test_a_webhook_signed_by_stripe_is_taken():
    assert not refused(WELL)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_webhook_may_be_five_minutes_old_or_early(seconds):
    assert not refused(signature(BODY, NOW + timedelta(seconds=seconds)))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_webhook_cannot_be_sent_again(seconds):
    assert refused(signature(BODY, NOW + timedelta(seconds=seconds)))


def test_a_body_that_was_changed_is_refused():
    assert refused(WELL, BODY.replace("4758", "1"))


def test_a_time_that_was_changed_is_refused():
    assert refused(WELL.replace(f"t={int(NOW.timestamp())}", f"t={int(NOW.timestamp()) + 1}"))


def test_another_accounts_signature_is_refused():
    assert refused(signature(BODY, NOW, ("whsec_other",)))


def test_while_a_secret_is_rolled_one_of_several_signatures_is_enough():
    assert not refused(signature(BODY, NOW, ("whsec_new", WEBHOOK_SECRET)))
    assert not refused(WELL, secrets=("whsec_new", WEBHOOK_SECRET))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=",
        "v1=abc",
        f"t={int(NOW.timestamp())}",
        f"t={int(NOW.timestamp())},v1=",
        f"t={int(NOW.timestamp())},v1=é",
        "t=²,v1=abc",
        "t=99999999999999999999,v1=abc",
        f"t={int(NOW.timestamp())},{WELL}",
        WELL.replace("v1=", "v0="),
    ],
)
def test_a_broken_header_is_refused(header):
    assert refused(header)


def test_without_a_secret_nothing_is_taken():
    assert refused(WELL, secrets=())


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "not json",
        '{"id": "evt_1"}',
        '{"id": "evt_1", "type": "refund.failed", "created": 1, "data": {"object": []}}',
        '{"id": "evt_1", "type": "x", "created": 99999999999999999, "data": {"object": {}}}',
    ],
)
def test_a_signed_body_that_is_no_event_is_refused(body):
    assert refused(signature(body, NOW), body)


def test_the_time_of_an_event_is_stripes_own():
    stand_in = StandIn(now=NOW - timedelta(hours=2))
    _, body = stand_in.tell("checkout.session.completed", SESSION)
    event = parse(signature(body, NOW), body.encode(), SECRETS, NOW)
    assert event.at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
