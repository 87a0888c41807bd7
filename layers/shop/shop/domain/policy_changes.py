"""Changes of policies that matter to customers: told before they take effect."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shop.domain.instants import date_in_words
from shop.domain.mails import Mail

# How long before it takes effect such a change is published, at least.
NOTICE = timedelta(days=14)
# An index may lag behind; what is younger than this is left to the next run.
INDEX_LAG = timedelta(minutes=15)
MAIL_TEMPLATE = "policy-change"


@dataclass(frozen=True, slots=True)
class MaterialChange:
    """A version published as material; `replaces` is None for the first of a policy."""

    policy: str
    version: str
    title: str
    effective_from: date
    summary: str
    replaces: str | None

    @property
    def notice_id(self) -> str:
        """The name of what is told about it."""
        return f"{self.policy}#{self.version}"


def coming(changes: Iterable[MaterialChange], on: date) -> tuple[MaterialChange, ...]:
    """Return the changes that are published and not yet in force, the next one first."""
    found = (c for c in changes if c.replaces is not None and c.effective_from > on)
    return tuple(sorted(found, key=lambda change: change.effective_from))


def last_in_force(changes: Iterable[MaterialChange], policy: str, on: date) -> str:
    """Return the newest material version of a policy whose day has come, else its first one.

    Raises:
        ValueError: the policy has none.
    """
    versions = [c for c in changes if c.policy == policy]
    if not versions:
        raise ValueError(f"{policy} has no material version")
    in_force = [c for c in versions if c.effective_from <= on]
    newest = max(in_force, key=lambda c: (c.effective_from, c.version), default=versions[0])
    return newest.version


def months_between(since: datetime, until: datetime) -> Iterator[str]:
    """Return each month from one instant to another, as `2026-11`."""
    month = since.date().replace(day=1)
    while month <= until.date():
        yield month.strftime("%Y-%m")
        month = (month + timedelta(days=31)).replace(day=1)


def beginning(changes: Iterable[MaterialChange]) -> datetime:
    """Return an instant before which nobody can have registered: there were no policies yet."""
    first = min(change.version[:10] for change in changes)
    return datetime.combine(date.fromisoformat(first), time(), UTC) - timedelta(days=1)


def notice_mail(
    change: MaterialChange, customer_id: str, name: str, email: str, site_url: str
) -> Mail:
    """Return the mail that tells one customer of a change, once."""
    page = f"{site_url}/policies/{change.policy}"
    at = datetime.combine(change.effective_from, time(), UTC)
    values = {
        "name": name,
        "title": change.title,
        "day": date_in_words(at),
        "summary": change.summary,
        "version_url": f"{page}/versions/{change.version}",
        "changes_url": f"{page}/changes?from={change.replaces}&to={change.version}",
    }
    return Mail(f"policy-change#{change.notice_id}#{customer_id}", email, MAIL_TEMPLATE, values)
