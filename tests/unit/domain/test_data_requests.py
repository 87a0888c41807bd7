from datetime import timedelta
from typing import get_args

import pytest

from shop.domain import data_requests as rules
from shop.domain.data_requests import PROOF_LINK, UNDO, Subject
from shop.domain.order_states import OrderStatus
from shop.domain.retention import DATA_REQUEST_RECORD
from tests.support.data_requests import a_request
from tests.support.gateway import NOW

SECOND = timedelta(seconds=1)
CLOSED = {"shipped", "cancelled", "expired", "refunded"}


def test_is_about_its_account_and_address_until_it_is_carried_out():
    request = a_request(orders=("CT-1",))
    until = NOW + UNDO
    assert request.subject == Subject("id-of-customer", "customer@example.com", until, ("CT-1",))
    assert a_request(run_at=None).subject.until == NOW


def test_a_guest_s_request_waits_for_half_an_hour_to_be_proven():
    asked = rules.asked(a_request())
    assert (asked.state, asked.expires_at) == ("asked", NOW + PROOF_LINK)
    assert rules.is_proof_in_time(asked, NOW + PROOF_LINK - SECOND)
    assert not rules.is_proof_in_time(asked, NOW + PROOF_LINK)
    assert not rules.is_proof_in_time(rules.waiting(asked, NOW), NOW)


def test_an_erasure_can_be_undone_for_an_hour_and_is_then_carried_out():
    waiting = rules.waiting(rules.asked(a_request(run_at=None)), NOW)
    assert waiting.expires_at is None
    assert rules.can_be_undone(waiting, NOW + UNDO - SECOND)
    assert not rules.is_to_be_carried_out(waiting, NOW + UNDO - SECOND)
    assert not rules.can_be_undone(waiting, NOW + UNDO)
    assert rules.is_to_be_carried_out(waiting, NOW + UNDO)


@pytest.mark.parametrize("state", ["erasing", "orders-open"])
def test_what_has_begun_is_finished_and_cannot_be_undone(state):
    request = a_request(state=state)
    assert rules.is_to_be_carried_out(request, NOW + UNDO)
    assert not rules.can_be_undone(request, NOW)


@pytest.mark.parametrize("state", ["asked", "done", "undone"])
def test_what_is_not_proven_or_over_is_not_carried_out(state):
    assert not rules.is_to_be_carried_out(a_request(state=state), NOW + UNDO)


def test_nothing_is_carried_out_or_undone_without_its_time():
    assert not rules.is_to_be_carried_out(a_request(run_at=None), NOW)
    assert not rules.can_be_undone(a_request(run_at=None), NOW)


def test_what_is_done_names_nobody():
    begun = rules.begun(a_request(), "present@example.com")
    assert (begun.state, begun.email) == ("erasing", "present@example.com")
    left = rules.left_open(begun, ("CT-1",))
    assert (left.state, left.orders) == ("orders-open", ("CT-1",))
    done = rules.erased(left, {"OrdersTable": 1}, NOW)
    assert (done.state, done.done_at, done.counts) == ("done", NOW, {"OrdersTable": 1})
    for over in (done, rules.undone(a_request(), NOW), rules.exported(a_request(), NOW)):
        assert (over.customer_id, over.email, over.orders) == ("", "", ())
        assert over.expires_at == NOW + DATA_REQUEST_RECORD
        assert (over.customer_mark, over.email_mark) == ("k1.customer", "k1.email")


@pytest.mark.parametrize("status", get_args(OrderStatus))
def test_an_order_is_closed_when_nothing_is_to_be_paid_or_sent(status):
    is_closed = rules.is_closed(status, owed_pence=0, open_returns=0)
    assert is_closed == (status in CLOSED)


def test_an_order_with_money_owed_or_a_return_on_its_way_is_not_closed():
    assert not rules.is_closed("cancelled", owed_pence=1, open_returns=0)
    assert not rules.is_closed("shipped", owed_pence=0, open_returns=1)
