from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.mails import CLAIM, STUCK_AFTER, Mail
from shop.domain.retention import SENT_MAIL
from shop.storage import mails
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + STUCK_AFTER
MAIL = Mail("order#CT-1#received#1", "ada@example.com", "order-received", {"number": "CT-1"})


def insert(*mail_ids: str) -> None:
    for hours, mail_id in enumerate(mail_ids):
        mails.insert(replace(MAIL, mail_id=mail_id), NOW - timedelta(hours=hours))


def test_lists_the_mails_about_an_order_and_of_no_other_the_oldest_first():
    insert("order#CT-1#paid#1", "order#CT-1#received#1", "order#CT-2#received#1", "receipt#CT-1")
    CALLS.clear()
    assert [mail.mail_id for mail in mails.list_by_order("CT-1", NOW)] == [
        "order#CT-1#received#1",
        "order#CT-1#paid#1",
    ]
    assert CALLS == ["Query", "BatchGetItem"]
    assert mails.list_by_order("CT-3", NOW) == []
    assert mails.list_by_order("CT-1", NOW + SENT_MAIL) == []


def test_lists_what_waits_longer_than_the_stream_tries_the_oldest_first():
    insert("new", "old")
    assert list(mails.list_stuck(LATER - timedelta(seconds=1))) == ["old"]
    assert list(mails.list_stuck(LATER)) == ["old", "new"]


def test_lists_what_a_sender_left_behind():
    insert(MAIL.mail_id)
    mails.change_to_sending(MAIL.mail_id, NOW)
    assert list(mails.list_stuck(LATER)) == [MAIL.mail_id]
    mails.change_to_waiting(MAIL.mail_id, NOW)
    assert list(mails.list_stuck(LATER)) == [MAIL.mail_id]


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_what_is_done_leaves_the_list_of_what_waits(tables, state):
    insert(MAIL.mail_id)
    mails.change_to_sending(MAIL.mail_id, NOW - CLAIM)
    if state == "sent":
        mails.change_to_sent(MAIL, "ses-1", NOW)
    else:
        mails.change_to_failed(MAIL, "MessageRejected")
    assert list(mails.list_stuck(LATER)) == []
    assert "unsent" not in tables.items("MailsTable")[0]
