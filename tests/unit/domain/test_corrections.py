from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain import corrections as rules
from shop.domain.corrections import LONGEST_WISH, MOST_OPEN
from shop.domain.errors import Conflict, InvalidFields
from shop.domain.orders import CUSTOMER, By
from tests.support.corrections import MOVED, a_correction
from tests.support.gateway import NOW
from tests.support.orders import SHIPPING, an_order

BY = By(CUSTOMER, "request-1")
LATER = NOW + timedelta(days=2)
NOTE = a_correction(what="invoice", wish="Sample Limited", address=None)


def mistakes(what, wish="", address=None, order=None):
    with pytest.raises(InvalidFields) as refused:
        rules.wished(order or an_order(), what, wish, address)
    return {error.field: error.message for error in refused.value.errors}


def test_takes_a_delivery_address_as_an_address_and_the_rest_in_words():
    assert rules.wished(an_order(), "delivery_address", "", MOVED) == ("", MOVED)
    assert rules.wished(an_order(), "invoice", " Sample Limited ", MOVED) == (
        "Sample Limited",
        None,
    )


def test_asks_for_what_is_missing_or_too_long():
    assert set(mistakes("delivery_address")) == {"address"}
    assert set(mistakes("delivery_address", address=replace(MOVED, city=" "))) == {"address.city"}
    assert set(mistakes("other")) == {"wish"}
    assert "1,000" in mistakes("other", "x" * (LONGEST_WISH + 1))["wish"]


def test_sends_to_no_other_country_at_the_price_of_this_one():
    abroad = replace(MOVED, country="FR", postal_code="75001")
    assert "cancel" in mistakes("delivery_address", address=abroad)["address.country"]


def test_must_be_answered_within_a_month_and_has_a_name():
    assert a_correction().due_at == NOW + timedelta(days=30)
    assert a_correction(position=2).correction_id == f"{an_order().number}-C2"


def test_asking_is_told_on_the_order_and_asking_the_same_again_is_not():
    order = an_order()
    told = rules.ask(order, [], a_correction(), BY)
    assert told is not None
    after, event = told
    assert after == replace(order, version=order.version + 1)
    assert (event.type, event.actor) == ("correction-asked", CUSTOMER)
    again = a_correction(position=2)
    assert rules.ask(order, [a_correction()], again, BY) is None
    assert rules.waiting_like(again, [NOTE, a_correction()]) == a_correction()
    assert rules.ask(order, [a_correction(state="declined")], again, BY) is not None


def test_waits_for_an_answer_before_many_more_are_asked_for():
    waiting = [a_correction(position=n, wish=f"{n}") for n in range(1, MOST_OPEN + 1)]
    with pytest.raises(Conflict):
        rules.ask(an_order(), waiting, a_correction(position=9, wish="new"), BY)
    assert rules.next_position(waiting) == MOST_OPEN + 1
    assert rules.next_position([]) == 1


@pytest.mark.parametrize("status", ["awaiting_payment", "paid"])
def test_an_address_is_changed_before_packing(status):
    answered = rules.accept(an_order(status=status), a_correction(), " Done. ", LATER, BY)
    after, event = answered.change
    assert after.shipping_address == MOVED
    assert after.billing_address == an_order().billing_address
    assert (answered.correction.state, answered.correction.answer) == ("changed", "Done.")
    assert (answered.correction.answered_at, event.at) == (LATER, LATER)
    assert event.type == "correction-made"


def test_instructions_are_changed_before_packing():
    asked = a_correction(what="instructions", wish="Leave it at the door.", address=None)
    answered = rules.accept(an_order(status="paid"), asked, "", LATER, BY)
    assert answered.change[0].instructions == "Leave it at the door."
    assert answered.change[0].shipping_address == SHIPPING


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "paid", "shipment": "packing"},
        {"status": "shipped", "shipment": "shipped"},
        {"status": "cancelled"},
    ],
)
def test_what_is_on_the_parcel_is_only_noted_afterwards(changes):
    order = an_order(**changes)
    answered = rules.accept(order, a_correction(), "", LATER, BY)
    assert answered.correction.state == "noted"
    assert answered.change[0] == replace(order, version=order.version + 1)
    assert answered.change[1].type == rules.NOTED


def test_an_invoice_is_never_rewritten():
    order = an_order(status="paid")
    answered = rules.accept(order, NOTE, "", LATER, BY)
    assert answered.correction.state == "noted"
    assert answered.change[0] == replace(order, version=order.version + 1)


def test_declining_changes_nothing_and_an_answer_is_given_once():
    order = an_order()
    answered = rules.decline(order, a_correction(), "It is right.", LATER, BY)
    assert (answered.correction.state, answered.correction.answer) == ("declined", "It is right.")
    assert answered.change[0] == replace(order, version=order.version + 1)
    for answer in (rules.accept, rules.decline):
        with pytest.raises(Conflict):
            answer(order, answered.correction, "No.", LATER, BY)


def test_tells_on_the_order_neither_an_address_nor_a_wish():
    for asked in (a_correction(), NOTE):
        for told in (
            rules.ask(an_order(), [], asked, BY),
            rules.accept(an_order(), asked, "secret", LATER, BY).change,
            rules.decline(an_order(), asked, "secret", LATER, BY).change,
        ):
            assert told is not None
            event = told[1]
            assert not any(word in event.detail for word in ("Other Road", "Limited", "secret"))
