"""Business days: Monday to Friday without the public holidays of England and Wales."""

from datetime import date, timedelta

# https://www.gov.uk/bank-holidays (England and Wales). A test holds the table to the rules in the
# Banking and Financial Dealings Act 1971; single days proclaimed in a year have to be added here.
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
        *("2026-12-25", "2026-12-28"),
        *("2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"),
        *("2027-12-27", "2027-12-28"),
        *("2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28"),
        *("2028-12-25", "2028-12-26"),
        *("2029-01-01", "2029-03-30", "2029-04-02", "2029-05-07", "2029-05-28", "2029-08-27"),
        *("2029-12-25", "2029-12-26"),
    )
)
LAST_YEAR = max(day.year for day in BANK_HOLIDAYS)
_DAY = timedelta(days=1)
_SATURDAY = 5


def table_ends_soon(today: date) -> bool:
    """Tell whether the last year of the table has begun.

    Nothing is promised more than some weeks ahead, so a year is left in which to add the next:
    without it, its holidays would be taken for business days.
    """
    return today.year >= LAST_YEAR


def is_business_day(day: date) -> bool:
    """Tell whether the shop works on a day."""
    return day.weekday() < _SATURDAY and day not in BANK_HOLIDAYS


def business_days_after(start: date, count: int) -> date:
    """Return the day that is `count` business days after a day, which does not count itself."""
    day = start
    while count > 0:
        day += _DAY
        count -= is_business_day(day)
    return day


def business_days_before(end: date, count: int) -> date:
    """Return the day that is `count` business days before a day, which does not count itself."""
    day = end
    while count > 0:
        day -= _DAY
        count -= is_business_day(day)
    return day
