from dataclasses import replace
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
    wording_sha256="def",
    choices=Choices(recognition=True, statistics=False),
    method=Method.PAGE,
    signals=("gpc", "dnt"),
    replaces="consent-0",
)


def test_keeps_an_answer_with_what_it_was_given_under_and_nobody(tables: Tables):
    consents.insert(CONSENT)

    assert CALLS == ["PutItem"]
    assert tables.items("ConsentsTable") == [
        {
            "consent_id": "consent-1",
            "at": "2026-11-23T10:00:00Z",
            "policy_version": "2026-11-22",
            "policy_sha256": "abc",
            "wording_sha256": "def",
            "recognition": True,
            "statistics": False,
            "method": "page",
            "signals": "gpc dnt",
            "replaces": "consent-0",
            "expires_at": int((AT + CONSENT_RECORD).timestamp()),
        }
    ]


def test_never_changes_an_answer_that_is_kept(tables: Tables):
    consents.insert(CONSENT)
    before = tables.items("ConsentsTable")

    consents.insert(replace(CONSENT, policy_version="2027-01-01", method=Method.JSON))

    assert tables.items("ConsentsTable") == before


def test_shows_an_answer_with_those_before_it_until_they_expire(tables: Tables):
    first = replace(CONSENT, consent_id="consent-0", replaces="", signals=())
    consents.insert(first)
    consents.insert(CONSENT)

    assert consents.list_back_from("consent-1", AT) == [CONSENT, first]
    assert consents.list_back_from("consent-0", AT) == [first]
    assert consents.list_back_from("consent-9", AT) == []
    assert consents.list_back_from("", AT) == []
    assert consents.list_back_from("consent-1", AT + CONSENT_RECORD) == []


def test_shows_no_more_than_ten(tables: Tables):
    for number in range(12):
        consents.insert(
            replace(CONSENT, consent_id=f"c{number}", replaces=f"c{number - 1}" if number else "")
        )
    assert len(consents.list_back_from("c11", AT)) == 10
