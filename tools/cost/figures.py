"""The figures the model is fed with: what was measured, what AWS asks, what is assumed."""

import functools
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
MEASURED = _FOLDER / "measured.json"
PRICES = _FOLDER / "prices.json"
ASSUMPTIONS = _FOLDER / "assumptions.json"


@dataclass(frozen=True, slots=True)
class Price:
    """What AWS asks for `per` of a unit in us-east-1 or eu-west-2, in dollars."""

    service: str
    what: str
    dollars: Decimal
    per: Decimal
    region: str
    checked: str
    source: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure nobody measured, with its unit and why it was chosen."""

    value: Decimal
    unit: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one step was measured to ask for; reads in units, not halves."""

    function: str
    invocations: Decimal
    calls: Decimal
    reads: dict[str, Decimal]
    writes: dict[str, Decimal]
    response_bytes: Decimal
    log_bytes: Decimal
    mails: Decimal
    cpu_milliseconds: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """All three files together."""

    measured_on: str
    visits_in_a_batch: int
    steps: dict[str, Step]
    prices: dict[str, Price]
    assumptions: dict[str, Assumption]

    def assumed(self, name: str) -> Decimal:
        """Return an assumption's value."""
        return self.assumptions[name].value


@functools.cache
def read_figures() -> Figures:
    """Return what the three files say."""
    measured = _read(MEASURED)
    return Figures(
        measured["measured_on"],
        measured["visits_in_a_batch"],
        {name: _step(step) for name, step in measured["steps"].items()},
        {name: _price(price) for name, price in _read(PRICES).items()},
        {
            name: Assumption(Decimal(one["value"]), one["unit"], one["why"])
            for name, one in _read(ASSUMPTIONS).items()
        },
    )


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _price(told: dict[str, Any]) -> Price:
    values = told | {"dollars": Decimal(told["dollars"]), "per": Decimal(told["per"])}
    return Price(**values)


def _step(told: dict[str, Any]) -> Step:
    return Step(
        told["function"],
        Decimal(told["invocations"]),
        Decimal(told["calls"]),
        {name: Decimal(halves) / 2 for name, halves in told["half_reads"].items()},
        {name: Decimal(units) for name, units in told["writes"].items()},
        Decimal(told["response_bytes"]),
        Decimal(told["log_bytes"]),
        Decimal(told["mails"]),
        Decimal(told["cpu_microseconds"]) / 1000,
    )
