"""Instants as text: RFC 3339 in answers and rows, plain English on pages and in mails."""

from datetime import UTC, datetime


def rfc3339(at: datetime) -> str:
    """Write an instant in UTC with whole seconds: `2026-11-22T16:50:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_rfc3339(text: str) -> datetime:
    """Read an instant.

    Raises:
        ValueError: it is not RFC 3339, or has no time zone.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = "an instant without a time zone"
        raise ValueError(message)
    return at.astimezone(UTC)


def in_words(at: datetime) -> str:
    """Write an instant for a person: `22 November 2026, 16:50 UTC`."""
    return at.astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")


def date_in_words(at: datetime) -> str:
    """Write the day of an instant for a person: `22 November 2026`."""
    return at.astimezone(UTC).strftime("%-d %B %Y")
