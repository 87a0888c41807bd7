"""What visitors said about cookies and counting: proof of an answer, not of who gave it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from shop.domain.cookie_choices import Choices

# Global Privacy Control, and Do Not Track.
type Signal = Literal["gpc", "dnt"]


class Method(StrEnum):
    """How an answer was given; `gpc` if the browser's own signal overruled it."""

    PAGE = "page"
    JSON = "json"
    GPC = "gpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer, under the policy and to the words that were in force; holds no visitor.

    `signals` are what the browser itself said. `replaces` is the record of the answer that the
    same browser had given before.
    """

    consent_id: str
    at: datetime
    policy_version: str
    policy_sha256: str
    wording_sha256: str
    choices: Choices
    method: Method
    signals: tuple[Signal, ...] = ()
    replaces: str = ""


def settle(
    asked: Choices, *, asks_not_to_be_tracked: bool, on_page: bool
) -> tuple[Choices, Method]:
    """Return the choices that count, and how they came about.

    Global Privacy Control and Do Not Track switch statistics off whatever was asked for.
    """
    if asks_not_to_be_tracked and asked.statistics:
        return Choices(recognition=asked.recognition, statistics=False), Method.GPC
    return asked, Method.PAGE if on_page else Method.JSON
