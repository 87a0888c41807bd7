"""Counters of attempts: who may try how often (key: what is limited; TTL: end of the window)."""

import os
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import UpdateError

from shop.storage.connection import (
    ExpiryAttribute,
    IntegerAttribute,
    Row,
    condition_failed,
    unless_taken,
)

_MOST_TRIES = 3


class LimitRow(Row):
    """Attempts counted in one window."""

    class Meta:
        table_name = os.environ["LIMITS_TABLE"]

    limit_key = UnicodeAttribute(hash_key=True)
    attempts = IntegerAttribute()
    expires_at = ExpiryAttribute()


def change_count(key: str, window: timedelta, now: datetime) -> tuple[int, datetime]:
    """Count one attempt; return the attempts of its window and when the window ends.

    A retry whose first answer was lost counts twice: a limit may be a little too strict, never
    too lax.
    """
    row = LimitRow(limit_key=key)
    for _ in range(_MOST_TRIES):
        try:
            row.update([LimitRow.attempts.add(1)], condition=LimitRow.expires_at > now)
        except UpdateError as error:
            if not condition_failed(error):
                raise
        else:
            return row.attempts, row.expires_at
        if _open_window(key, now, now + window):
            return 1, now + window
    return 1, now + window


def change_count_back(key: str, now: datetime) -> None:
    """Take back one attempt of the window that is open now, if any.

    A retry whose first answer was lost takes back two: only who has proven to be no guesser gets
    anything back.
    """
    is_counted = (LimitRow.expires_at > now) & (LimitRow.attempts > 0)
    row = LimitRow(limit_key=key)
    unless_taken(lambda: row.update([LimitRow.attempts.add(-1)], condition=is_counted))


def _open_window(key: str, now: datetime, ends_at: datetime) -> bool:
    try:
        LimitRow(limit_key=key).update(
            [LimitRow.attempts.set(1), LimitRow.expires_at.set(ends_at)],
            condition=LimitRow.limit_key.does_not_exist() | (LimitRow.expires_at <= now),
        )
    except UpdateError as error:
        if condition_failed(error):
            return False
        raise
    return True
