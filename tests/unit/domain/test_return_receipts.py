from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.errors import Conflict, InvalidFields
from shop.domain.order_sums import OrderLine, sums_of, with_discount
from shop.domain.orders import By, Order
from shop.domain.return_receipts import goods_share_pence, movements, receive, refund
from shop.domain.return_states import ReturnState
from shop.domain.returns import ReceivedLine, ReturnLine, ReturnRequest
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.returns import SHIPPED, a_return

BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
STATES = get_args(ReturnState.__value__)


def test_owes_the_price_of_what_came_less_its_share_of_the_discount():
    changed = receive(SHIPPED, a_return(), [], [ReceivedLine("LAMP", 1, 1)], NOW, BY)
    # Two lamps of 39.98 in goods of 48.48, for which 43.63 was paid.
    assert changed.request.refund_due_pence == 3998 * 4363 // 4848
    assert changed.request.state == "received"
    assert changed.request.received == (ReceivedLine("LAMP", 1, 1),)
    assert (changed.order.version, changed.event.type) == (2, "return_received")
    assert changed.event.actor == BY.actor
    assert "£35.98" in changed.event.detail


def test_fewer_units_than_were_asked_for_may_come():
    changed = receive(SHIPPED, a_return(), [], [ReceivedLine("LAMP", 1)], NOW, BY)
    assert changed.request.received == (ReceivedLine("LAMP", 1),)
    assert changed.request.taken == {"LAMP": 1}


def test_a_withdrawal_from_the_whole_order_is_paid_its_delivery_too():
    asked = a_return(delivery_pence=395, lines=(ReturnLine("LAMP", 2), ReturnLine("MUG", 1)))
    came = [ReceivedLine("LAMP", 2), ReceivedLine("MUG", 1)]
    changed = receive(SHIPPED, asked, [], came, NOW, BY)
    assert changed.request.refund_due_pence == SHIPPED.sums.total_pence


@pytest.mark.parametrize(
    "came",
    [
        [],
        [ReceivedLine("LAMP")],
        [ReceivedLine("LAMP", 2, 1)],
        [ReceivedLine("MUG", 1)],
        [ReceivedLine("LAMP", 2), ReceivedLine("LAMP", 1)],
    ],
)
def test_refuses_nothing_and_more_than_was_asked_for(came):
    with pytest.raises(InvalidFields):
        receive(SHIPPED, a_return(), [], came, NOW, BY)


@pytest.mark.parametrize("state", set(STATES) - {"approved"})
def test_only_what_was_approved_can_be_taken_in(state):
    with pytest.raises(Conflict):
        receive(SHIPPED, a_return(state=state), [], [ReceivedLine("LAMP", 1)], NOW, BY)


@pytest.mark.parametrize("state", STATES)
def test_only_what_has_come_can_be_paid_back(state):
    asked = a_return(state=state, refund_due_pence=3598)
    if state != "received":
        with pytest.raises(Conflict):
            refund(SHIPPED, asked, NOW, BY)
        return
    changed = refund(SHIPPED, asked, NOW, BY)
    assert (changed.request.state, changed.event.type) == ("refunded", "return_refunded")
    assert "£35.98" in changed.event.detail


def test_what_is_sold_again_is_moved_under_the_key_of_the_return():
    asked = a_return(
        position=2, state="received", received=(ReceivedLine("MUG", 1), ReceivedLine("LAMP", 0, 2))
    )
    (moved,) = movements(SHIPPED, asked, NOW)
    assert moved.key == f"{NUMBER}-R2#2#returned"
    assert (moved.sku, moved.quantity, moved.at) == ("MUG", 1, NOW)


def test_two_returns_of_one_line_move_under_two_keys():
    keys = {
        movements(SHIPPED, a_return(position=n, received=(ReceivedLine("LAMP", 1),)), NOW)[0].key
        for n in (1, 2)
    }
    assert len(keys) == 2


def test_what_cost_nothing_is_owed_nothing():
    free = OrderLine("GIFT", "Gift", 1, 0)
    order = an_order(status="shipped", lines=(free,), sums=sums_of((free,), 395))
    assert goods_share_pence(order, [], [ReceivedLine("GIFT", 1)]) == 0


@st.composite
def orders_and_ways_back(draw: st.DrawFn) -> tuple[Order, list[list[ReceivedLine]]]:
    """An order, and returns in which all of it comes back, in any portions."""
    count = draw(st.integers(1, 4))
    lines = tuple(
        OrderLine(f"S{n}", f"S{n}", draw(st.integers(1, 5)), draw(st.integers(0, 9_999)))
        for n in range(count)
    )
    subtotal_pence = sum(line.total_pence for line in lines)
    lines = with_discount(lines, draw(st.integers(0, subtotal_pence)))
    order = an_order(status="shipped", lines=lines, sums=sums_of(lines, draw(st.integers(0, 999))))
    units = draw(st.permutations([line.sku for line in lines for _ in range(line.quantity)]))
    portions: list[list[ReceivedLine]] = [[]]
    for sku in units:
        portions[-1].append(ReceivedLine(sku, 1))
        if draw(st.booleans()):
            portions.append([])
    return order, [portion for portion in portions if portion]


@given(orders_and_ways_back())
def test_however_an_order_comes_back_all_shares_are_what_was_paid_for_its_goods(case):
    order, portions = case
    returned: list[ReturnRequest] = []
    shares = []
    for portion in portions:
        shares.append(goods_share_pence(order, returned, portion))
        returned.append(a_return(state="received", received=tuple(portion)))
    assert sum(shares) == order.sums.total_pence - order.sums.shipping_pence
    assert min(shares) >= 0
    most = [sum(line.quantity * _price(order, line.sku) for line in part) for part in portions]
    assert all(share <= price for share, price in zip(shares, most, strict=True))


def _price(order: Order, sku: str) -> int:
    return next(line.unit_price_pence for line in order.lines if line.sku == sku)
