from datetime import UTC, datetime

from shop.domain.consents import Consent, Method
from shop.domain.cookie_choices import Choices
from shop.domain.retention import CONSENT_RECORD
from shop.storage import consents
from tests.support.tables import CALLS, Tables

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CONSENT = Consent(
    consent_id="consent-1",
    at=AT,
    policy_version="2026-11-22",
    policy_sha256="abc",
    choices=Choices(recognition=True, statistics=False),
    method=Method.PAGE,
)


def test_keeps_an_answer_with_the_policy_it_was_given_under_and_nobody(tables: Tables):
    consents.insert(CONSENT)

    assert CALLS == ["PutItem"]
    assert tables.items("ConsentsTable") == [
        {
            "consent_id": "consent-1",
            "at": "2026-11-23T10:00:00Z",
            "policy_version": "2026-11-22",
            "policy_sha256": "abc",
            "recognition": True,
            "statistics": False,
            "method": "page",
            "expires_at": int((AT + CONSENT_RECORD).timestamp()),
        }
    ]


def test_never_changes_an_answer_that_is_kept(tables: Tables):
    consents.insert(CONSENT)
    before = tables.items("ConsentsTable")

    consents.insert(
        Consent("consent-1", AT, "2027-01-01", "def", Choices(recognition=False), Method.JSON)
    )

    assert tables.items("ConsentsTable") == before
