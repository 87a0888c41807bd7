"""What a visitor chose about cookies, and how that choice is kept in a cookie."""

import re
from dataclasses import dataclass

_FORM = re.compile(
    r"r(?P<recognition>[01])s(?P<statistics>[01])"
    r"(?:~(?P<version>[0-9.-]{10,12})~(?P<consent_id>[\w-]{22}))?"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """Yes or no to being recognised, and to being counted.

    Counting sets no cookie: it is on until a visitor says no. Recognition sets one, so it is off
    until a visitor says yes.
    """

    recognition: bool = False
    statistics: bool = True


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as the visitor's own cookie keeps it: under which policy, and its record."""

    choices: Choices
    policy_version: str = ""
    consent_id: str = ""

    def in_cookie(self) -> str:
        """Write the answer as a cookie's value, such as `r1s0~2026-11-22~<id of the record>`."""
        choices = f"r{int(self.choices.recognition)}s{int(self.choices.statistics)}"
        return f"{choices}~{self.policy_version}~{self.consent_id}"

    def is_outdated(self, last_material: str) -> bool:
        """Tell whether the policy has changed since in a way that matters to the visitor."""
        return self.policy_version < last_material


def read_answer(cookie: str | None) -> KeptAnswer | None:
    """Read an answer from a cookie's value; None if there is none, or it cannot be read."""
    match = _FORM.fullmatch(cookie or "")
    if match is None:
        return None
    choices = Choices(
        recognition=match["recognition"] == "1", statistics=match["statistics"] == "1"
    )
    return KeptAnswer(choices, match["version"] or "", match["consent_id"] or "")


def choices_in_force(
    answer: KeptAnswer | None, last_material: str, *, asked_not_to_be_tracked: bool
) -> Choices:
    """Return the choices of a visitor.

    A yes to being recognised that was given under an older policy has to be given anew; a no to
    being counted stays a no. A browser that sends Global Privacy Control or Do Not Track has said
    no to statistics, whatever was answered.
    """
    if answer is None:
        return Choices(statistics=not asked_not_to_be_tracked)
    return Choices(
        recognition=answer.choices.recognition and not answer.is_outdated(last_material),
        statistics=answer.choices.statistics and not asked_not_to_be_tracked,
    )
