"""Every stage with every action, against a table written out by hand."""

from itertools import product
from typing import get_args

import pytest

from shop.domain.order_states import (
    CHANGES,
    PARTS,
    RULES,
    OrderAction,
    OrderStatus,
    Refused,
    ShipmentState,
    Stage,
    stage_of,
)

STATUSES = get_args(OrderStatus)
ACTIONS = get_args(OrderAction.__value__)
STAGES = get_args(Stage.__value__)

# One line a stage; a dot is a refusal, = is that it stays as it is.
WRITTEN = """
                        pay  cancel call_off expire  pack    unpack ship    refund   ask leave write
awaiting_payment        paid off    off      expired .       .      .       .        .   off   =
paid                    .    off    off      .       packing .      shipped refunded .   off   =
packing                 .    .      off      .       .       paid   shipped refunded .   off   =
shipped                 .    .      .        .       .       .      .       later    =   =     =
cancelled               .    .      .        .       .       .      .       =        .   .     =
expired                 paid .      .        .       .       .      .       =        .   .     =
refunded                .    .      .        .       .       .      .       =        .   .     =
refunded_after_shipping .    .      .        .       .       .      .       =        .   .     =
"""
SHORT = {
    "ask": "request_return",
    "leave": "withdraw",
    "later": "refunded_after_shipping",
    "off": "cancelled",
}


def written() -> dict[tuple[str, str], str | None]:
    """Return the stage after each stage and action, None where it is refused."""
    header, *lines = (line.split() for line in WRITTEN.strip().splitlines())
    told = {}
    for stage, *cells in lines:
        for action, cell in zip(header, cells, strict=True):
            after = {".": None, "=": stage}.get(cell, SHORT.get(cell, cell))
            told[stage, SHORT.get(action, action)] = after
    return told


def test_the_table_names_every_stage_with_every_action():
    assert set(written()) == set(product(STAGES, ACTIONS))
    assert {(stage, action) for stage in RULES for action in RULES[stage]} == set(written())


@pytest.mark.parametrize(("pair", "after"), written().items(), ids=str)
def test_an_action_leads_on_or_is_refused_in_a_sentence(pair, after):
    rule = RULES[pair[0]][pair[1]]
    if after is None:
        assert isinstance(rule, Refused)
        assert rule.detail.endswith(".")
    else:
        assert rule == after


def test_only_before_packing_can_customers_cancel_alone():
    def may(action: OrderAction) -> set[str]:
        return {stage for stage in RULES if not isinstance(RULES[stage][action], Refused)}

    assert may("cancel") == {"awaiting_payment", "paid"}
    assert may("call_off") == {"awaiting_payment", "paid", "packing"}
    assert may("write") == set(RULES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_known_by_its_status_and_shipment(stage):
    assert stage_of(PARTS[stage].status, PARTS[stage].shipment) == stage


def test_every_status_and_shipment_is_some_stage_of_that_status():
    for status, shipment in product(STATUSES, get_args(ShipmentState.__value__)):
        assert PARTS[stage_of(status, shipment)].status == status


def test_goods_leave_only_for_money_received():
    assert {PARTS[s].payment for s in RULES if RULES[s]["ship"] == "shipped"} == {"received"}
    assert {PARTS[s].payment for s in RULES if RULES[s]["pack"] == "packing"} == {"received"}


def test_no_order_goes_back_and_only_a_late_payment_opens_one_again():
    closed = {status for status in STATUSES if not CHANGES[status]}
    assert closed == {"cancelled", "refunded"}
    assert CHANGES["expired"] == {"paid"}
    assert CHANGES["paid"] == {"cancelled", "shipped", "refunded"}
    assert not any(
        earlier in CHANGES[later]
        for earlier, later in product(STATUSES, STATUSES)
        if later in CHANGES[earlier]
    )
