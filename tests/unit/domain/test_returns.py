from dataclasses import replace

import pytest

from shop.domain.errors import Conflict, InvalidFields
from shop.domain.orders import By
from shop.domain.returns import (
    ReceivedLine,
    Returning,
    ReturnLine,
    ReturnRequest,
    approve,
    decline,
    left_of,
    request_return,
)
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

SHIPPED = an_order(status="shipped")
BY = By("guest", "request-1")
ONE_LAMP = (ReturnLine("LAMP", 1),)


def ask(
    *lines: ReturnLine, earlier: tuple[ReturnRequest, ...] = (), reason: str = "Too bright."
) -> Returning:
    return request_return(SHIPPED, earlier, lines, reason, NOW, BY)


def test_keeps_what_and_why_under_an_id_of_its_own():
    asked = ask(*ONE_LAMP, ReturnLine("MUG", 0), reason=" Too bright. ")
    assert asked.request == ReturnRequest(
        order_number=NUMBER,
        position=1,
        lines=ONE_LAMP,
        reason="Too bright.",
        state="requested",
        requested_at=NOW,
    )
    assert asked.request.return_id == f"{NUMBER}-R1"
    assert asked.order == replace(SHIPPED, version=2)
    assert asked.event is not None
    assert (asked.event.type, asked.event.actor) == ("return_requested", "guest")


def test_the_same_asked_again_is_the_same_request():
    first = ask(*ONE_LAMP).request
    assert ask(*ONE_LAMP, earlier=(first,)) == Returning(first)
    second = ask(*ONE_LAMP, earlier=(first,), reason="The other one, too.").request
    assert second.position == 2


@pytest.mark.parametrize(
    "lines",
    [
        (ReturnLine("LAMP", 3),),
        (ReturnLine("LAMP", 2), ReturnLine("LAMP", 1)),
        (ReturnLine("VASE", 1),),
    ],
)
def test_nothing_goes_back_that_was_not_sent(lines):
    with pytest.raises(InvalidFields) as refusal:
        ask(*lines)
    assert [error.field for error in refusal.value.errors] == ["lines"]


def test_what_was_asked_before_is_not_left_to_return():
    both = ask(ReturnLine("LAMP", 2)).request
    with pytest.raises(InvalidFields):
        ask(*ONE_LAMP, earlier=(both,), reason="Again.")


def test_every_mistake_is_told_at_once():
    with pytest.raises(InvalidFields) as refusal:
        ask(ReturnLine("LAMP", 0), reason="  ")
    assert [error.field for error in refusal.value.errors] == ["lines", "reason"]


@pytest.mark.parametrize("status", ["awaiting_payment", "paid", "cancelled", "expired", "refunded"])
def test_only_what_was_shipped_goes_back(status):
    with pytest.raises(Conflict):
        request_return(replace(SHIPPED, status=status), (), ONE_LAMP, "Too bright.", NOW, BY)


@pytest.mark.parametrize("state", ["declined", "received"])
def test_what_was_answered_may_be_asked_for_anew(state):
    first = replace(ask(*ONE_LAMP).request, state=state, received=(ReceivedLine("LAMP", 1),))
    again = ask(*ONE_LAMP, earlier=(first,)).request
    assert (again.position, again.state) == (2, "requested")


def test_what_came_back_and_what_is_on_its_way_is_not_left():
    two = (ReturnLine("LAMP", 2),)
    approved = replace(ask(*two).request, state="approved")
    came = replace(approved, state="received", received=(ReceivedLine("LAMP", 1),))
    assert left_of(SHIPPED, [approved]) == {"LAMP": 0, "MUG": 1}
    assert left_of(SHIPPED, [came]) == {"LAMP": 1, "MUG": 1}
    assert left_of(SHIPPED, [replace(approved, state="declined")]) == {"LAMP": 2, "MUG": 1}


def test_a_return_is_approved():
    changed = approve(SHIPPED, ask(*ONE_LAMP).request, NOW, BY)
    assert (changed.request.state, changed.order.version) == ("approved", 2)
    assert changed.event.type == "return_approved"
    assert f"{NUMBER}-R1" in changed.event.detail


def test_a_return_is_declined_with_a_reason():
    changed = decline(SHIPPED, ask(*ONE_LAMP).request, " It was made for you. ", NOW, BY)
    assert (changed.request.state, changed.request.answer) == ("declined", "It was made for you.")
    assert changed.event.type == "return_declined"
    with pytest.raises(InvalidFields):
        decline(SHIPPED, ask(*ONE_LAMP).request, " ", NOW, BY)


@pytest.mark.parametrize("state", ["approved", "declined", "received", "refunded"])
def test_a_return_is_answered_once(state):
    answered = replace(ask(*ONE_LAMP).request, state=state)
    with pytest.raises(Conflict):
        approve(SHIPPED, answered, NOW, BY)
    with pytest.raises(Conflict):
        decline(SHIPPED, answered, "No.", NOW, BY)
