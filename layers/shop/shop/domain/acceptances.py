"""Which policies somebody was shown and agreed to: kept with their order or their account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type Surface = Literal["review", "register"]

# What applies to an order, and to an account, once it is made.
POLICIES_OF_AN_ORDER = ("terms", "shipping-returns", "privacy")
POLICIES_OF_AN_ACCOUNT = ("terms", "privacy")


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a policy as it was shown; `sha256` is of its text."""

    policy: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a version was agreed to, when, and on which page of the shop."""

    policy: str
    version: str
    sha256: str
    at: datetime
    surface: Surface


def accepted(
    shown: Iterable[PolicyVersion], at: datetime, surface: Surface
) -> tuple[Acceptance, ...]:
    """Return the record of agreeing to the versions that were shown."""
    return tuple(
        Acceptance(version.policy, version.version, version.sha256, at, surface)
        for version in shown
    )
