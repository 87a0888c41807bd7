"""Periods of time in words."""

from datetime import timedelta

_UNITS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
_MONTH_DAYS = 30.4375
_YEAR_DAYS = 365.25


def period_text(period: timedelta) -> str:
    """Say a period in words, in the largest unit that needs no fraction.

    One and two days are said in hours, as everybody does, and a year or more also in rounded
    months or years.
    """
    if period == timedelta(hours=24) or period == timedelta(hours=48):
        return f"{period // timedelta(hours=1)} hours"
    if period == timedelta(hours=1):
        return "60 minutes"
    for unit, length in _UNITS:
        if period >= length and not period % length:
            return _counted(period // length, unit) + _rounded(period)
    return _counted(period // timedelta(seconds=1), "second")


def _rounded(period: timedelta) -> str:
    if period <= timedelta(days=365):
        return ""
    months = round(period.days / _MONTH_DAYS)
    if months % 12:
        return f" (about {months} months)"
    return f" (about {round(period.days / _YEAR_DAYS)} years)"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
