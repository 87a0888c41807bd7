"""Who gets no mailings (key: the hash of an address; TTL: 3 years), however they were asked for.

An address that is confirmed anew gets them again. Its row stays, so that news from before that,
which comes late, changes nothing.
"""

import os
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from shop.domain.mail_feedback import Suppression
from shop.domain.mails import address_hash
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken


class SuppressionRow(Row):
    """One address by its hash; without a reason once it was confirmed again."""

    class Meta:
        table_name = os.environ["SUPPRESSIONS_TABLE"]

    address_hash = UnicodeAttribute(hash_key=True)
    reason = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    changed_at = InstantAttribute()
    expires_at = ExpiryAttribute()


def insert(suppression: Suppression) -> bool:
    """End mailings to an address; False if something newer is known of it already."""
    row = SuppressionRow(address_hash=suppression.address_hash)
    is_news = SuppressionRow.address_hash.does_not_exist() | (
        SuppressionRow.changed_at < suppression.told_at
    )
    told: list[Action] = [
        SuppressionRow.reason.set(suppression.reason),
        SuppressionRow.detail.set(suppression.detail),
        SuppressionRow.changed_at.set(suppression.told_at),
        SuppressionRow.expires_at.set(suppression.expires_at),
    ]
    return unless_taken(lambda: row.update(told, condition=is_news))


def change_to_confirmed(email: str, now: datetime) -> bool:
    """Let mailings to an address that was confirmed begin again; False if there was nothing."""
    row = SuppressionRow(address_hash=address_hash(email))
    confirmed: list[Action] = [
        SuppressionRow.reason.remove(),
        SuppressionRow.detail.remove(),
        SuppressionRow.changed_at.set(now),
    ]
    is_older = SuppressionRow.reason.exists() & (SuppressionRow.changed_at <= now)
    return unless_taken(lambda: row.update(confirmed, condition=is_older))


def is_suppressed(email: str, now: datetime) -> bool:
    """Tell, read consistently, whether an address gets no mailings."""
    row = SuppressionRow.find_row(address_hash(email))
    return row is not None and row.reason is not None and row.expires_at > now
