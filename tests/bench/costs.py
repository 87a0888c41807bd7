"""Measure anew what the model of the costs is fed with, and write tools/cost/measured.json.

    .venv/bin/python -m pytest -q tests/bench/costs.py

Units, calls, bytes and lines are counted on moto by DynamoDB's rules of size. The time is that of
the processor in the shop's own code, without moto's: the median of warm rounds, so that a busy
machine does not change it much.
"""

import json
import statistics
from datetime import UTC, datetime

from tests.support.cost_steps import BATCH_OF_VISITS, Step, take_steps
from tests.support.post import opened_post
from tests.support.tables import made_tables
from tools.cost.figures import MEASURED

ROUNDS = 7


def _round() -> dict[str, Step]:
    with made_tables() as tables, opened_post(tables):
        return take_steps()


def test_measure():
    _round()  # The first call of a function is a cold start, which is reckoned apart.
    rounds = [_round() for _ in range(ROUNDS)]
    steps = {
        name: step.units()
        | {"cpu_microseconds": round(statistics.median(r[name].cpu_microseconds for r in rounds))}
        for name, step in rounds[-1].items()
    }
    told = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "visits_in_a_batch": BATCH_OF_VISITS,
        "steps": steps,
    }
    MEASURED.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
