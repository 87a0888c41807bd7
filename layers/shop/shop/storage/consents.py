"""Records of answers about cookies (key: a random id; nothing changes one; TTL: see retention)."""

import os
from datetime import datetime
from typing import cast

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from shop.domain.consents import Consent, Method, Signal
from shop.domain.cookie_choices import Choices
from shop.domain.retention import CONSENT_RECORD
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken

# Of one browser, the newest; whoever answers more often has seen enough of them.
_MOST_SHOWN = 10


class ConsentRow(Row):
    """One answer."""

    class Meta:
        table_name = os.environ["CONSENTS_TABLE"]

    consent_id = UnicodeAttribute(hash_key=True)
    at = InstantAttribute()
    policy_version = UnicodeAttribute()
    policy_sha256 = UnicodeAttribute()
    wording_sha256 = UnicodeAttribute(null=True)
    recognition = BooleanAttribute()
    statistics = BooleanAttribute()
    method = UnicodeAttribute()
    signals = UnicodeAttribute(null=True)
    replaces = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute()


def insert(consent: Consent) -> None:
    """Keep an answer.

    The id is random, so a row that is there already was put by a try whose answer was lost.
    """
    row = ConsentRow(
        consent_id=consent.consent_id,
        at=consent.at,
        policy_version=consent.policy_version,
        policy_sha256=consent.policy_sha256,
        wording_sha256=consent.wording_sha256,
        recognition=consent.choices.recognition,
        statistics=consent.choices.statistics,
        method=consent.method.value,
        signals=" ".join(consent.signals) or None,
        replaces=consent.replaces or None,
        expires_at=consent.at + CONSENT_RECORD,
    )
    unless_taken(lambda: row.save(condition=ConsentRow.consent_id.does_not_exist()))


def list_back_from(consent_id: str, now: datetime) -> list[Consent]:
    """Return an answer and those that the same browser gave before, the newest first."""
    found: list[Consent] = []
    while consent_id and len(found) < _MOST_SHOWN:
        row = ConsentRow.find_row(consent_id)
        if row is None or row.expires_at <= now:
            break
        found.append(_consent(row))
        consent_id = row.replaces or ""
    return found


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        consent_id=row.consent_id,
        at=row.at,
        policy_version=row.policy_version,
        policy_sha256=row.policy_sha256,
        wording_sha256=row.wording_sha256 or "",
        choices=Choices(recognition=row.recognition, statistics=row.statistics),
        method=Method(row.method),
        signals=cast("tuple[Signal, ...]", tuple((row.signals or "").split())),
        replaces=row.replaces or "",
    )
