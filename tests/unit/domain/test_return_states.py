from itertools import product
from typing import get_args

import pytest

from shop.domain.order_states import Refused
from shop.domain.return_states import RETURN_RULES, ReturnAction, ReturnState

STATES, ACTIONS = get_args(ReturnState.__value__), get_args(ReturnAction.__value__)
LED_ON = {
    ("requested", "approve"): "approved",
    ("requested", "decline"): "declined",
    ("approved", "receive"): "received",
    ("received", "refund"): "refunded",
}


@pytest.mark.parametrize(("state", "action"), list(product(STATES, ACTIONS)))
def test_an_action_leads_on_or_is_refused_in_a_sentence(state, action):
    rule = RETURN_RULES[state][action]
    if isinstance(rule, Refused):
        assert (state, action) not in LED_ON
        assert rule.detail.endswith(".")
    else:
        assert rule == LED_ON[state, action]


def test_every_state_can_be_reached_and_no_return_goes_back():
    reached = {"requested"}
    for state in STATES:
        rules = RETURN_RULES[state].values()
        reached |= {rule for rule in rules if not isinstance(rule, Refused)}
        assert state not in {rule for rule in rules if not isinstance(rule, Refused)}
    assert reached == set(STATES)
