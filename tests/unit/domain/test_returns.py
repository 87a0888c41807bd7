from dataclasses import replace

import pytest

from shop.domain.errors import Conflict, InvalidFields
from shop.domain.orders import By
from shop.domain.returns import Returning, ReturnLine, ReturnRequest, request_return
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
