from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.returns import ReceivedLine
from shop.storage import return_requests
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.returns import a_return, kept_return
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def leave(before, after):
    write_together(lambda t: return_requests.leave_state(t, before, after))


def test_comes_back_as_it_was_kept():
    withdrawn = kept_return(reason="", is_withdrawal=True, delivery_pence=395)
    assert return_requests.list_by_order(NUMBER) == [withdrawn]


def test_its_answer_and_what_came_are_kept():
    asked = kept_return()
    came = replace(
        asked, state="received", received=(ReceivedLine("LAMP", 1, 1),), refund_due_pence=3598
    )
    leave(asked, came)
    assert return_requests.list_by_order(NUMBER) == [came]


def test_a_state_is_left_once():
    asked = kept_return(state="requested")
    leave(asked, replace(asked, state="declined", answer="No."))
    with pytest.raises(Cancelled):
        leave(asked, replace(asked, state="approved"))
    (kept,) = return_requests.list_by_order(NUMBER)
    assert (kept.state, kept.answer) == ("declined", "No.")


def test_lists_those_of_a_state_the_oldest_first():
    kept_return(position=2, state="requested")
    older = a_return(state="requested", requested_at=NOW - timedelta(days=1))
    write_together(lambda t: return_requests.put_in(t, older))
    write_together(lambda t: return_requests.put_in(t, a_return(position=3)))
    CALLS.clear()

    found = return_requests.list_by_state("requested", 10)
    assert [request.position for request in found] == [1, 2]
    assert CALLS == ["Query", "BatchGetItem"]
    assert return_requests.list_by_state("declined", 10) == []


def test_the_first_of_a_position_stays():
    kept_return()
    with pytest.raises(Cancelled):
        write_together(lambda t: return_requests.put_in(t, a_return(state="requested")))
