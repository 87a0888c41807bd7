import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.mails import CLAIM, Mail, MailClaimed, address_hash
from shop.domain.retention import SENT_MAIL
from shop.storage import mails
from shop.storage.transactions import Cancelled, write_together
from tests.support.faults import failing
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MAIL = Mail("receipt#CT-1", "Customer@example.com", "receipt", {"number": "CT-1", "name": "Zoë"})
SECOND = timedelta(seconds=1)


def test_keeps_a_mail_until_it_is_sent(tables):
    assert mails.insert(MAIL, NOW)
    assert tables.items("MailsTable") == [
        {
            "mail_id": "receipt#CT-1",
            "to": "Customer@example.com",
            "to_hash": address_hash("customer@example.com"),
            "template": "receipt",
            "values": json.dumps({"number": "CT-1", "name": "Zoë"}, ensure_ascii=False),
            "state": "waiting",
            "unsent": "unsent",
            "created_at": "2026-11-23T10:00:00Z",
            "expires_at": int((NOW + SENT_MAIL).timestamp()),
        }
    ]
    assert CALLS == ["PutItem"]


def test_takes_a_mail_once(tables):
    assert mails.insert(MAIL, NOW)
    assert not mails.insert(MAIL, NOW + SECOND)
    assert tables.items("MailsTable")[0]["created_at"] == "2026-11-23T10:00:00Z"


def test_makes_the_call_of_a_mail_and_writes_nothing(tables):
    mails.insert_nothing(NOW)
    assert CALLS == ["PutItem"]
    assert tables.count("MailsTable") == 0


def test_joins_a_transaction_once(tables):
    write_together(lambda transaction: mails.put_in(transaction, MAIL, NOW))
    with pytest.raises(Cancelled) as cancelled:
        write_together(lambda transaction: mails.put_in(transaction, MAIL, NOW))
    assert cancelled.value.failed(0)
    assert tables.count("MailsTable") == 1


def test_hands_a_mail_to_whoever_claims_it_first():
    mails.insert(MAIL, NOW)
    CALLS.clear()
    assert mails.change_to_sending(MAIL.mail_id, NOW) == MAIL
    assert CALLS == ["UpdateItem"]
    with pytest.raises(MailClaimed):
        mails.change_to_sending(MAIL.mail_id, NOW + SECOND)


def test_hands_a_mail_on_when_a_claim_has_ended():
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    with pytest.raises(MailClaimed):
        mails.change_to_sending(MAIL.mail_id, NOW + CLAIM - SECOND)
    assert mails.change_to_sending(MAIL.mail_id, NOW + CLAIM) == MAIL


def test_hands_a_mail_on_at_once_when_its_claim_was_given_back():
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_waiting(MAIL.mail_id, NOW)
    assert mails.change_to_sending(MAIL.mail_id, NOW + SECOND) == MAIL


def test_gives_nobody_elses_claim_back():
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW + CLAIM)
    mails.change_to_waiting(MAIL.mail_id, NOW)
    with pytest.raises(MailClaimed):
        mails.change_to_sending(MAIL.mail_id, NOW + CLAIM + SECOND)


def test_forgets_the_contents_and_the_address_of_a_mail_that_went_out(tables):
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_sent(MAIL, "ses-1", NOW + SECOND)
    assert tables.items("MailsTable") == [
        {
            "mail_id": "receipt#CT-1",
            "to_hash": address_hash("customer@example.com"),
            "template": "receipt",
            "state": "sent",
            "created_at": "2026-11-23T10:00:00Z",
            "sent_at": "2026-11-23T10:00:01Z",
            "message_id": "ses-1",
            "expires_at": int((NOW + SENT_MAIL).timestamp()),
        }
    ]


def test_forgets_the_contents_and_the_address_of_a_mail_that_nobody_takes(tables):
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_failed(MAIL, "MessageRejected")
    (row,) = tables.items("MailsTable")
    assert (row["state"], row["failure"]) == ("failed", "MessageRejected")
    assert not {"to", "values", "claimed_until"} & set(row)


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_hands_out_nothing_that_is_done(state):
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    if state == "sent":
        mails.change_to_sent(MAIL, "ses-1", NOW)
    else:
        mails.change_to_failed(MAIL, "MessageRejected")
    CALLS.clear()
    assert mails.change_to_sending(MAIL.mail_id, NOW + CLAIM * 2) is None
    assert CALLS == ["UpdateItem", "GetItem"]


def test_makes_no_mail_out_of_nothing(tables):
    assert mails.change_to_sending("receipt#CT-2", NOW) is None
    mails.change_to_sent(replace(MAIL, mail_id="receipt#CT-2"), "ses-1", NOW)
    mails.change_to_waiting("receipt#CT-2", NOW)
    mails.change_to_failed(replace(MAIL, mail_id="receipt#CT-2"), "MessageRejected")
    assert tables.count("MailsTable") == 0


def test_notes_a_mail_as_sent_once_though_two_sent_it(tables):
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_sent(MAIL, "ses-1", NOW)
    mails.change_to_sent(MAIL, "ses-2", NOW + SECOND)
    assert tables.items("MailsTable")[0]["message_id"] == "ses-1"


def test_passes_on_a_fault_that_is_no_refused_condition():
    with failing("UpdateItem", "AccessDeniedException"), pytest.raises(Exception, match="Access"):
        mails.change_to_sending(MAIL.mail_id, NOW)


def test_tells_how_mails_stand_the_oldest_first(tables):
    later = replace(MAIL, mail_id="shipped#CT-1")
    mails.insert(later, NOW + timedelta(minutes=1))
    mails.insert(MAIL, NOW)
    mails.change_to_sending(MAIL.mail_id, NOW)
    mails.change_to_sent(MAIL, "message-1", NOW)

    ids = [later.mail_id, MAIL.mail_id, "no-such-mail"]
    assert [(m.mail_id, m.state, m.sent_at) for m in mails.list_by_ids(ids, NOW)] == [
        (MAIL.mail_id, "sent", NOW),
        (later.mail_id, "waiting", None),
    ]
    assert mails.list_by_ids(ids, NOW + SENT_MAIL + timedelta(minutes=1)) == []


def test_finds_since_when_the_oldest_mail_waits(tables):
    assert mails.find_oldest_unsent() is None
    for number, minutes in enumerate((5, 9, 2)):
        mail = Mail(f"m{number}", "customer@example.com", "order-link", {})
        mails.insert(mail, NOW - timedelta(minutes=minutes))
    assert mails.find_oldest_unsent() == NOW - timedelta(minutes=9)
