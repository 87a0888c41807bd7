"""Options that say of which days or hours something is listed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import click

_USUAL_DAYS = 30
_DAY = click.DateTime(("%Y-%m-%d",))
_ONE_DAY, _ONE_SECOND = timedelta(days=1), timedelta(seconds=1)

from_option = click.option("--from", "first", type=_DAY, metavar="DAY", help="From this day on.")
to_option = click.option("--to", "last", type=_DAY, metavar="DAY", help="To the end of this day.")


def placed_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say when something was placed; `placed_within` reads them."""
    for option in (
        click.option("--hours", type=click.IntRange(min=1), help="Placed in the last hours."),
        click.option("--days", type=click.IntRange(min=1), help="Placed in the last days."),
        to_option,
        from_option,
    ):
        function = option(function)
    return function


def placed_within(
    now: datetime,
    first: datetime | None,
    last: datetime | None,
    days: int | None,
    hours: int | None,
) -> dict[str, str]:
    """Return the fields that say when orders were placed: days are those of this place.

    Raises:
        click.UsageError: more than one way to say it is used, or the last day is before the first.
    """
    if sum((first is not None or last is not None, days is not None, hours is not None)) > 1:
        raise click.UsageError("Give either --from and --to, or --days, or --hours.")
    if first and last and last < first:
        raise click.UsageError("The day of --to is before that of --from.")
    begins = _begins(first.date()) if first else None
    if days is not None:
        begins = _begins(now.astimezone().date() - (days - 1) * _ONE_DAY)
    if hours is not None:
        begins = now - timedelta(hours=hours)
    ends = _begins(last.date() + _ONE_DAY) - _ONE_SECOND if last else None
    told = {"placed_from": begins, "placed_until": ends}
    return {name: at.isoformat(timespec="seconds") for name, at in told.items() if at is not None}


def days_within(first: datetime | None, last: datetime | None, days: int | None) -> dict[str, Any]:
    """Return the fields that say which days are reported on.

    Raises:
        click.UsageError: a number of days is given beside the first, or the last is before it.
    """
    if first and days is not None:
        raise click.UsageError("Give either --from or --days.")
    if first and last and last < first:
        raise click.UsageError("The day of --to is before that of --from.")
    told = {"first_on": first, "last_on": last}
    named = {name: str(day.date()) for name, day in told.items() if day is not None}
    return named if first else named | {"days": days or _USUAL_DAYS}


def _begins(day: date) -> datetime:
    """Return when a day begins in this place."""
    return datetime.combine(day, time()).astimezone()
