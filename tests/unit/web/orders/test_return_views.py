from typing import get_args

from shop.domain.money import pence
from shop.domain.return_states import ReturnState
from shop.domain.returns import ReceivedLine
from shop.web.orders.return_views import STATE_NAMES, return_view
from tests.support.returns import a_return


def test_every_state_has_a_name():
    assert set(STATE_NAMES) == set(get_args(ReturnState.__value__))


def test_what_is_owed_is_known_once_the_goods_are_here():
    assert return_view(a_return()).refund_due is None
    came = a_return(state="received", received=(ReceivedLine("LAMP", 2),), refund_due_pence=3598)
    view = return_view(came)
    assert view.refund_due == pence(3598)
    assert view.received == [ReceivedLine("LAMP", 2)]
