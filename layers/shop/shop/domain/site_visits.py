"""Visits to the site: what a visitor does without a long pause, counted without keeping a diary.

A visit ends with a half hour of the clock in which its visitor asked for nothing. So it is a run of
half hours, and the runs of a day are its half hours less the pairs of neighbours among them: two
numbers that come out the same in whatever order, and in whatever batches, the lines arrive. Each
half hour and each pair is a salted hash of its own, so that no row tells of a visitor's day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A half hour in which somebody asked for something, as the names of markers.

    `joins` are the pairs with the half hours before and after, each with the neighbour's name.
    """

    marker: str
    joins: tuple[tuple[str, str], ...]


def half_hour_of(at: datetime) -> int:
    """Return the number of a half hour within its day, in UTC."""
    at = at.astimezone(UTC)
    return timedelta(hours=at.hour, minutes=at.minute) // PAUSE


def half_hours(
    seen: Iterable[tuple[str, int]], salted: Callable[[str], str]
) -> tuple[HalfHour, ...]:
    """Return the half hours in which visitors were seen, in the order of their names."""
    named = [_half_hour(who, number, salted) for who, number in seen]
    return tuple(sorted(named, key=lambda half_hour: half_hour.marker))


def _half_hour(who: str, number: int, salted: Callable[[str], str]) -> HalfHour:
    def marker(of: int) -> str:
        return f"seen#{salted(f'{of}\n{who}')}"

    def join(first: int) -> str:
        return f"join#{salted(f'{first} and next\n{who}')}"

    neighbours = (
        (join(number - 1), marker(number - 1)),
        (join(number), marker(number + 1)),
    )
    return HalfHour(marker(number), neighbours)
