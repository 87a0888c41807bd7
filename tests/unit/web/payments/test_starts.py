from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shop.domain.errors import Conflict, NotFound, TryAgain
from shop.storage import payments
from shop.storage.orders import OrderRow, row_of
from shop.web.payments.starts import (
    ask_provider,
    find_returned,
    get_payment,
    return_path,
    start_or_resume,
)
from shop.web.requests import Request
from tests.support.faults import failing
from tests.support.gateway import NOW, make_event
from tests.support.interleaving import just_before
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.payments import PAYMENT_ID, a_payment
from tests.support.stripe_stand_in import StandIn, shop_with_stripe

pytestmark = pytest.mark.enable_socket
ORDER = an_order(payment_method="card")


@pytest.fixture
def stripe(tables, monkeypatch) -> Iterator[StandIn]:
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    with shop_with_stripe(monkeypatch) as stand_in:
        yield stand_in


def a_request() -> Request:
    return Request(make_event("GET", "/payments/return"))


def test_a_first_payment_is_started_with_a_way_back_that_only_it_opens(stripe):
    payment = start_or_resume(ORDER, NOW)
    assert (payment.payment_id, payment.state, payment.reference) == (
        PAYMENT_ID,
        "pending",
        "cs_test_1",
    )
    assert payments.get(NUMBER, 1) == payment
    [(_, _, fields)] = stripe.requests
    query = parse_qs(urlsplit(fields["success_url"]).query)
    assert find_returned(query["payment"][0], query["key"][0]) == payment
    assert fields["cancel_url"] == fields["success_url"]


def test_a_payment_that_broke_off_before_its_page_was_known_finds_the_same_page(stripe):
    payments.insert(a_payment())
    payment = start_or_resume(ORDER, NOW)
    assert (payment.attempt, payment.reference) == (1, "cs_test_1")


def test_two_clicks_at_once_share_one_payment(stripe):
    with just_before("PutItem", lambda: start_or_resume(ORDER, NOW)):
        payment = start_or_resume(ORDER, NOW)
    assert payment.attempt == 1
    assert (len(stripe.sessions), len(payments.list_by_order(NUMBER))) == (1, 1)


def test_gives_up_when_others_are_always_quicker(stripe):
    with failing("PutItem", "ConditionalCheckFailedException"), pytest.raises(TryAgain):
        start_or_resume(ORDER, NOW)


def test_an_order_that_is_closed_is_not_paid_on_a_page_that_is_still_open(stripe):
    start_or_resume(ORDER, NOW)
    with pytest.raises(Conflict):
        start_or_resume(replace(ORDER, status="cancelled"), NOW)


def test_where_nobody_takes_cards_there_is_nothing(tables):
    with pytest.raises(NotFound):
        start_or_resume(ORDER, NOW)
    assert payments.list_by_order(NUMBER) == []


@pytest.mark.parametrize("status", [400, 500])
def test_a_page_that_could_not_be_opened_is_given_up(stripe, status):
    stripe.faults = [(status, {}), (status, {})]
    with logged() as lines, pytest.raises(TryAgain):
        start_or_resume(ORDER, NOW)
    stripe.faults = []
    assert payments.get(NUMBER, 1).state == "abandoned"
    assert lines[-1]["message"] == "payment-start-failed"
    assert start_or_resume(ORDER, NOW).attempt == 2


def test_the_way_back_is_closed_to_others(tables):
    path = return_path(a_payment())
    key = path.rpartition("=")[2]
    payments.insert(a_payment())
    assert find_returned(PAYMENT_ID, key) == a_payment()
    for payment_id, other in [(PAYMENT_ID, ""), (f"{NUMBER}.2", key), ("", key)]:
        with pytest.raises(NotFound):
            find_returned(payment_id, other)


@pytest.mark.parametrize("payment_id", ["", "what", f"{NUMBER}.1"])
def test_a_payment_that_is_not_there_is_not_found(tables, payment_id):
    with pytest.raises(NotFound):
        get_payment(payment_id)


@pytest.mark.parametrize("state", ["abandoned", "paid", "refund_due", "refunded_part", "refunded"])
def test_a_payment_that_is_settled_is_not_asked_about(tables, state):
    payment = a_payment(state=state)
    assert ask_provider(a_request(), payment) == payment


def test_what_the_provider_answers_is_taken_in(stripe):
    payment = start_or_resume(ORDER, NOW)
    assert ask_provider(a_request(), payment) == payment
    stripe.pay("cs_test_1")
    assert ask_provider(a_request(), payment).state == "paid"
    assert payments.get(NUMBER, 1).charge == "pi_cs_test_1"


def test_without_an_answer_the_page_says_what_is_known(stripe, monkeypatch):
    payment = start_or_resume(ORDER, NOW)
    stripe.faults = [(404, {})]
    with logged() as lines:
        assert ask_provider(a_request(), payment) == payment
        monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "")
        assert ask_provider(a_request(), payment) == payment
    assert [line["reason"] for line in lines] == ["404", "NotFound"]


def test_a_page_that_is_closed_is_not_gone_on_with(stripe):
    start_or_resume(ORDER, NOW)
    later = NOW + timedelta(hours=2)
    stripe.now = later
    assert start_or_resume(ORDER, later).attempt == 2
