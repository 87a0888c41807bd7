"""The report on visitors: numbers of days and their sums."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.demographics import SMALLEST_CELL, Told
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.orders import By
from shop.domain.referrers import MOST_REFERRERS
from shop.domain.visitor_reports import by_month, demographics, of_kind, pages, products, summed
from shop.storage import visitor_reports

_NOTES = (
    "Visitors are counted once a day; a month sums its days up: who came on two is in it twice.",
    (
        "A visit ends with a half hour of the clock in which its visitor asked for nothing. One "
        "over midnight, in UTC, is in both days; days from before visits were counted have none."
    ),
    "Pages are counted by views, not by visitors: by route, and products by their SKU.",
    (
        "A referrer is the other site that led to a visitor's first page of a day, by its host "
        f"alone; at most {MOST_REFERRERS} hosts a day are told apart."
    ),
    f"Numbers of fewer than {SMALLEST_CELL} visitors or views a day are among the others.",
    "Programs are known by a rule and counted apart; who asked not to be counted is in no number.",
)
_LABELS = {"label": "sum of daily visitors", "visits_label": "sum of daily visits"}
_MOST_DAYS = 92


class Reporting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Of how many days up to today to report, or of which."""

    days: Annotated[int, Meta(ge=1, le=92)] = 30
    first_on: date | None = None
    last_on: date | None = None

    def period(self, today: date) -> tuple[date, date]:
        """Return the first and the last day.

        Raises:
            InvalidFields: it has no day, or more than can be reported.
        """
        last_on = min(self.last_on or today, today)
        first_on = self.first_on or last_on - timedelta(days=self.days - 1)
        if not timedelta() <= last_on - first_on < timedelta(days=_MOST_DAYS):
            message = f"Ask for at least one and at most {_MOST_DAYS} days."
            raise InvalidFields(FieldError("first_on", message))
        return first_on, last_on


def report_visitors(asked: Reporting, _by: By, now: datetime) -> dict[str, Any]:
    """Report on the visitors of some days."""
    days = visitor_reports.list_days(*asked.period(now.date()))
    return {
        "days": [{"day": day.day.isoformat()} | asdict(day.counts) for day in days],
        "sum_of_days": asdict(summed(days)),
        "months": [
            {"month": month} | _LABELS | asdict(counts) for month, counts in by_month(days).items()
        ],
        "demographics": {
            kind: _told("visitors", told) for kind, told in demographics(days).items()
        },
        "pages": _told("views", pages(days)),
        "products": _told("views", products(days)),
        "bots": of_kind(days, "bot"),
        "links": of_kind(days, "link"),
        "notes": list(_NOTES),
    }


def _told(of: str, told: Told) -> dict[str, Any]:
    return {of: dict(told.numbers), "others": told.others}
