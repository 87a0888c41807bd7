"""The model of the costs is fed with what the shop asks of AWS today, not with what it once did."""

import json

from shop.storage.orders import row_of
from tests.support.cost_steps import take_steps
from tests.support.orders import an_order
from tests.support.table_units import metered
from tools.cost.figures import MEASURED

# What was measured may be so much off before it has to be measured anew.
MOST = 0.25
UNITS_MORE, BYTES_MORE = 2, 400


def _is_near(now: float, recorded: float, more: float) -> bool:
    return abs(now - recorded) <= max(more, MOST * recorded)


def test_the_recorded_steps_are_those_of_today(post):
    recorded = json.loads(MEASURED.read_text())["steps"]
    found = take_steps()
    assert list(found) == list(recorded)
    anew = "run: python -m pytest -q tests/bench/costs.py && python -m tools.cost"
    for name, step in found.items():
        was = recorded[name]
        assert (step.invocations, step.mails) == (was["invocations"], was["mails"]), (
            f"{name}: {anew}"
        )
        for units in ("half_reads", "writes"):
            now, then = sum(getattr(step, units).values()), sum(was[units].values())
            assert _is_near(now, then, UNITS_MORE), f"{name}, {units}: {anew}"
        for size in ("response_bytes", "log_bytes"):
            assert _is_near(getattr(step, size), was[size], BYTES_MORE), f"{name}, {size}: {anew}"


def test_a_new_order_is_paid_for_by_its_kilobytes_and_its_indexes(tables):
    with metered() as use:
        row_of(an_order(instructions="x" * 4000)).save()
    # Five kilobytes begun; two of the indexes hold keys alone, and guests are in no other.
    assert use.writes["OrdersTable"] == 5
    assert use.writes["OrdersTable/by_status"] == 1
    assert "OrdersTable/by_customer" not in use.writes


def test_a_read_is_counted_by_four_kilobytes_and_by_its_consistency(tables):
    from shop.storage.orders import OrderRow  # noqa: PLC0415 - names its table

    row = row_of(an_order(instructions="x" * 4000))
    row.save()
    with metered() as use:
        OrderRow.get(row.number, row.part)
        OrderRow.get(row.number, row.part, consistent_read=True)
    assert use.half_reads == {"OrdersTable": 2 + 4}
