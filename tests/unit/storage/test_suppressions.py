from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.mail_feedback import Suppression
from shop.domain.mails import address_hash
from shop.domain.retention import MAIL_SUPPRESSION
from shop.storage import suppressions

pytestmark = pytest.mark.usefixtures("tables")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EMAIL = "ada@example.com"
BOUNCED = Suppression(address_hash(EMAIL), "bounced", "Permanent/General", NOW)


def test_keeps_why_an_address_gets_no_mailings_and_not_the_address(tables):
    assert suppressions.insert(BOUNCED)
    assert tables.items("SuppressionsTable") == [
        {
            "address_hash": address_hash(EMAIL),
            "reason": "bounced",
            "detail": "Permanent/General",
            "changed_at": "2026-11-23T10:00:00Z",
            "expires_at": int((NOW + MAIL_SUPPRESSION).timestamp()),
        }
    ]
    assert suppressions.is_suppressed("Ada@Example.com", NOW)
    assert not suppressions.is_suppressed("bo@example.com", NOW)


def test_the_same_news_again_changes_nothing():
    assert suppressions.insert(BOUNCED)
    assert not suppressions.insert(BOUNCED)


def test_forgets_an_address_in_time_though_the_row_is_still_there():
    suppressions.insert(BOUNCED)
    assert not suppressions.is_suppressed(EMAIL, NOW + MAIL_SUPPRESSION)


def test_an_address_that_is_confirmed_gets_mailings_again():
    suppressions.insert(BOUNCED)
    assert suppressions.change_to_confirmed(EMAIL, NOW + SECOND)
    assert not suppressions.is_suppressed(EMAIL, NOW + SECOND)


def test_old_news_that_comes_after_a_confirmation_changes_nothing():
    suppressions.insert(BOUNCED)
    suppressions.change_to_confirmed(EMAIL, NOW + 2 * SECOND)
    assert not suppressions.insert(replace(BOUNCED, told_at=NOW + SECOND))
    assert not suppressions.is_suppressed(EMAIL, NOW + 2 * SECOND)
    assert suppressions.insert(replace(BOUNCED, told_at=NOW + 3 * SECOND))
    assert suppressions.is_suppressed(EMAIL, NOW + 3 * SECOND)


def test_an_old_confirmation_does_not_undo_newer_news():
    suppressions.insert(BOUNCED)
    assert not suppressions.change_to_confirmed(EMAIL, NOW - SECOND)
    assert suppressions.is_suppressed(EMAIL, NOW)


def test_a_confirmation_makes_no_row_out_of_nothing(tables):
    assert not suppressions.change_to_confirmed(EMAIL, NOW)
    assert tables.count("SuppressionsTable") == 0
