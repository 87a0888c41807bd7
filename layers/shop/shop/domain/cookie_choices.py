"""What a visitor chose about cookies, and how that choice is kept in a cookie."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"r(?P<recognition>[01])s(?P<statistics>[01])")


@dataclass(frozen=True, slots=True)
class Choices:
    """Yes or no to being recognised, and to being counted.

    Counting sets no cookie: it is on until a visitor says no. Recognition sets one, so it is off
    until a visitor says yes.
    """

    recognition: bool = False
    statistics: bool = True

    def in_cookie(self) -> str:
        """Write the choices as a cookie's value, such as `r1s0`."""
        return f"r{int(self.recognition)}s{int(self.statistics)}"


def choices_in_force(cookie: str | None, *, asked_not_to_be_tracked: bool) -> Choices:
    """Return the choices of a visitor.

    A browser that sends Global Privacy Control or Do Not Track has said no to statistics,
    whatever the cookie says; a cookie that cannot be read counts as no choice made.
    """
    match = _FORM.fullmatch(cookie or "")
    if match is None:
        return Choices(statistics=not asked_not_to_be_tracked)
    return Choices(
        recognition=match["recognition"] == "1",
        statistics=match["statistics"] == "1" and not asked_not_to_be_tracked,
    )
