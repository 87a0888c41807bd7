"""Records of answers about cookies (key: a random id; nothing changes one; TTL: see retention)."""

import os

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from shop.domain.consents import Consent
from shop.domain.retention import CONSENT_RECORD
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken


class ConsentRow(Row):
    """One answer."""

    class Meta:
        table_name = os.environ["CONSENTS_TABLE"]

    consent_id = UnicodeAttribute(hash_key=True)
    at = InstantAttribute()
    policy_version = UnicodeAttribute()
    policy_sha256 = UnicodeAttribute()
    recognition = BooleanAttribute()
    statistics = BooleanAttribute()
    method = UnicodeAttribute()
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
        recognition=consent.choices.recognition,
        statistics=consent.choices.statistics,
        method=consent.method.value,
        expires_at=consent.at + CONSENT_RECORD,
    )
    unless_taken(lambda: row.save(condition=ConsentRow.consent_id.does_not_exist()))
