from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from shop.domain.payments import PAGE_OPEN, Payment
from shop.gateways.card_offers import STRIPE_PAGES
from shop.gateways.payments import ProviderRefused, ProviderUnavailable, Started
from shop.gateways.stripe import Stripe
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.payments import PAYMENT_ID, TOTAL, a_payment
from tests.support.stripe_stand_in import API_KEY, WEBHOOK_SECRET, StandIn, opened_stripe

pytestmark = pytest.mark.enable_socket
RETURN = f"https://shop.example.com/payments/return?payment={PAYMENT_ID}&key=k1.abc_-"
CANCEL = "https://shop.example.com/orders/1"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with opened_stripe() as opened:
        yield opened


@pytest.fixture
def stripe(stand_in) -> Stripe:
    return Stripe(API_KEY, (WEBHOOK_SECRET,), stand_in.url)


def started(stripe: Stripe) -> Started:
    return stripe.start(a_payment(), return_url=RETURN, cancel_url=CANCEL)


def paid(stripe: Stripe, stand_in: StandIn) -> Payment:
    """Start and pay; return the payment as the shop knows it then."""
    reference = started(stripe).reference
    stand_in.pay(reference)
    return a_payment(state="paid", reference=reference, charge=f"pi_{reference}")


def test_opens_a_page_of_stripes_over_the_whole_sum(stripe, stand_in):
    page = started(stripe)
    assert page.redirect_url.startswith(STRIPE_PAGES)
    assert page.reference == "cs_test_1"
    [(method, path, fields)] = stand_in.requests
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert fields == {
        "mode": "payment",
        "client_reference_id": PAYMENT_ID,
        "success_url": RETURN,
        "cancel_url": CANCEL,
        "payment_method_types[0]": "card",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "gbp",
        "line_items[0][price_data][unit_amount]": str(TOTAL),
        "line_items[0][price_data][product_data][name]": f"Order {NUMBER}",
        "expires_at": str(int((NOW + PAGE_OPEN).timestamp())),
        "metadata[payment_id]": PAYMENT_ID,
        "payment_intent_data[metadata][payment_id]": PAYMENT_ID,
    }


def test_tells_stripe_nothing_about_the_customer(stripe, stand_in):
    started(stripe)
    [(_, _, fields)] = stand_in.requests
    assert [name for name in fields if "email" in name or "address" in name] == []


def test_starting_a_payment_again_finds_its_page_again(stripe, stand_in):
    assert started(stripe) == started(stripe)
    assert len(stand_in.sessions) == 1
    assert len(stand_in.requests) == 2


def test_a_payment_over_another_sum_never_has_the_same_page(stripe):
    started(stripe)
    with pytest.raises(ProviderRefused, match="idempotency_error"):
        stripe.start(a_payment(amount_pence=1), return_url=RETURN, cancel_url=CANCEL)


def test_a_wrong_key_is_refused(stand_in):
    with pytest.raises(ProviderRefused, match="api_key_invalid"):
        started(Stripe("sk_test_other", (), stand_in.url))


def test_a_page_that_would_close_too_soon_is_refused(stripe):
    payment = a_payment(open_until=NOW + timedelta(minutes=29))
    with pytest.raises(ProviderRefused, match="parameter_invalid"):
        stripe.start(payment, return_url=RETURN, cancel_url=CANCEL)


def test_an_answer_without_a_page_is_none(stripe, stand_in):
    page = started(stripe)
    stand_in.sessions[page.reference]["url"] = None
    with pytest.raises(ProviderUnavailable):
        started(stripe)


def test_nothing_is_told_while_the_page_is_open(stripe):
    reference = started(stripe).reference
    assert stripe.look_up(a_payment(reference=reference), NOW) is None


def test_nothing_is_asked_about_a_payment_without_a_page(stripe, stand_in):
    assert stripe.look_up(a_payment(), NOW) is None
    assert stand_in.requests == []


def test_looking_up_tells_that_it_is_paid(stripe, stand_in):
    payment = paid(stripe, stand_in)
    event = stripe.look_up(payment, NOW)
    assert event is not None
    assert (event.kind, event.payment_id, event.at) == ("paid", PAYMENT_ID, NOW)
    assert (event.amount_pence, event.currency) == (TOTAL, "GBP")
    assert (event.reference, event.charge) == ("cs_test_1", "pi_cs_test_1")
    assert event == stripe.look_up(payment, NOW)


def test_looking_up_tells_that_the_page_is_closed(stripe, stand_in):
    reference = started(stripe).reference
    stand_in.expire(reference)
    event = stripe.look_up(a_payment(reference=reference), NOW)
    assert event is not None
    assert event.kind == "abandoned"


def test_a_session_that_is_unknown_or_unreadable_is_told(stripe, stand_in):
    with pytest.raises(ProviderRefused, match="resource_missing"):
        stripe.look_up(a_payment(reference="cs_of_another_account"), NOW)
    reference = started(stripe).reference
    stand_in.sessions[reference]["amount_total"] = "much"
    with pytest.raises(ProviderUnavailable):
        stripe.look_up(a_payment(reference=reference), NOW)


def test_a_reference_cannot_lead_to_another_address(stripe, stand_in):
    with pytest.raises(ProviderRefused):
        stripe.look_up(a_payment(reference="../refunds?x=1"), NOW)
    assert stand_in.requests[-1][1] == "/v1/checkout/sessions/..%2Frefunds%3Fx%3D1"


def test_a_refund_names_the_payment_and_is_made_once_for_each_key(stripe, stand_in):
    payment = paid(stripe, stand_in)
    assert stripe.refund(payment, 1000, key="k1") == "re_1"
    assert stripe.refund(payment, 1000, key="k1") == "re_1"
    assert stripe.refund(payment, TOTAL - 1000, key="k2") == "re_2"
    assert [refund["amount"] for refund in stand_in.refunds] == [1000, TOTAL - 1000]
    assert stand_in.requests[-1][2] == {
        "payment_intent": "pi_cs_test_1",
        "amount": str(TOTAL - 1000),
        "reason": "requested_by_customer",
        "metadata[payment_id]": PAYMENT_ID,
    }


def test_more_than_was_paid_is_not_paid_back(stripe, stand_in):
    with pytest.raises(ProviderRefused, match="charge_already_refunded"):
        stripe.refund(paid(stripe, stand_in), TOTAL + 1, key="k1")


def test_what_was_never_charged_is_not_paid_back(stripe, stand_in):
    with pytest.raises(ProviderRefused, match="no-charge"):
        stripe.refund(a_payment(), TOTAL, key="k1")
    assert stand_in.requests == []


def test_a_webhook_is_read(stripe, stand_in):
    headers, body = stand_in.pay(started(stripe).reference)
    event = stripe.parse_webhook(headers, body.encode(), NOW)
    assert (event.event_id, event.kind, event.payment_id) == ("evt_1", "paid", PAYMENT_ID)


def test_no_key_is_shown_where_the_adapter_is(stripe):
    assert API_KEY not in repr(stripe)
    assert WEBHOOK_SECRET not in repr(stripe)


def test_the_page_a_browser_goes_to_is_of_the_origin_that_is_allowed(stripe):
    split = urlsplit(started(stripe).redirect_url)
    assert f"{split.scheme}://{split.netloc}" == STRIPE_PAGES
    assert dict(parse_qsl(split.query)) == {}


def test_a_lost_answer_is_asked_for_again_with_the_same_key(stripe, stand_in):
    stand_in.faults = [(0, {})]
    assert started(stripe).reference == "cs_test_1"
    assert len(stand_in.sessions) == 1
    assert replace(a_payment(), attempt=1).payment_id in stand_in.replies
