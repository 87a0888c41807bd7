from datetime import UTC, datetime

from shop.domain.mail_feedback import MailFeedback, Suppression
from shop.domain.mails import address_hash
from shop.domain.retention import MAIL_SUPPRESSION

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def feedback(*addresses: str) -> MailFeedback:
    return MailFeedback(
        mail_id="m", delivery="bounced", at=AT, detail="Permanent/General", addresses=addresses
    )


def test_ends_mailings_to_each_address_that_refused_and_keeps_its_hash_only():
    both = feedback("ada@example.com", "bo@example.com").suppressions
    assert [each.address_hash for each in both] == [
        address_hash("ada@example.com"),
        address_hash("bo@example.com"),
    ]
    assert "ada" not in str(both)
    assert both[0] == Suppression(both[0].address_hash, "bounced", "Permanent/General", AT)
    assert both[0].expires_at == AT + MAIL_SUPPRESSION


def test_ends_nobodys_mailings_where_no_address_is_named():
    assert feedback().suppressions == ()
