"""What the stream tells of no more is found and sent, however often it is looked for."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shop.domain.mails import CLAIM, STUCK_AFTER, Mail
from shop.gateways import clock
from shop.storage import mails
from shop.web.preferences.newsletter_links import unsubscribing_email
from shop.web.upkeep.outbox import Swept, send_once, send_stuck
from tests.support.logs import counted, logged
from tests.support.post import refusing_post

pytestmark = pytest.mark.usefixtures("tables")
ADDRESS = "customer@example.com"
LINK = "https://shop.example.com/orders/CT-1?key=k1.secret"


def put(mail_id: str = "order#CT-1#link#1", template: str = "order-link") -> str:
    values = {"number": "CT-1", "link": LINK, "name": "Lamp"}
    mails.insert(Mail(mail_id, ADDRESS, template, values), clock.now() - STUCK_AFTER)
    return mail_id


def soon() -> datetime:
    return clock.now() + timedelta(minutes=4)


def headers_of(request: dict) -> dict[str, str]:
    return {h["Name"]: h["Value"] for h in request["Content"]["Simple"]["Headers"]}


@pytest.mark.parametrize("template", ["newsletter-welcome", "back-in-stock"])
def test_a_mailing_says_how_to_leave_with_one_click(post, template):
    send_once(put("m", template))
    headers = headers_of(post.sent[0].request)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].removeprefix("<").removesuffix(">")
    assert urlsplit(link).path == "/unsubscribe"
    assert unsubscribing_email(parse_qs(urlsplit(link).query)["token"][0]) == ADDRESS


def test_a_mail_about_an_order_offers_no_way_to_leave(post):
    send_once(put())
    assert not any(name.startswith("List-") for name in headers_of(post.sent[0].request))


def test_keeps_of_an_orders_mail_what_shows_it_again_and_no_key(tables, post):
    send_once(put())
    assert LINK in post.sent[0].text
    (row,) = tables.items("MailsTable")
    assert "https://shop.example.com/orders/CT-1" in row["values"]
    assert "secret" not in str(row)
    assert ADDRESS not in str(row)


def test_sends_what_was_left_behind_once(post):
    put("first")
    put("second")
    mails.change_to_sending("second", clock.now() - CLAIM)
    with logged() as lines:
        assert send_stuck(clock.now(), soon()) == Swept(found=2, done=2)
    assert next(line for line in lines if line["message"] == "stuck-mails")["found"] == 2
    assert len(post.sent) == 2
    assert send_stuck(clock.now(), soon()) == Swept(found=0, done=0)
    assert len(post.sent) == 2


def test_counts_what_was_stuck(post, capsys):
    put()
    send_stuck(clock.now(), soon())
    assert counted(capsys.readouterr().out)["StuckMails"] == 1


def test_leaves_alone_what_the_stream_is_still_to_bring(post):
    mails.insert(Mail("m", ADDRESS, "order-link", {}), clock.now())
    assert send_stuck(clock.now(), soon()) == Swept(found=0, done=0)


def test_leaves_alone_what_somebody_is_sending(post):
    mails.change_to_sending(put(), clock.now())
    assert send_stuck(clock.now(), soon()) == Swept(found=1, done=0)
    assert post.sent == []


def test_one_that_fails_holds_up_no_other(tables, post):
    put("1", "no-such-template")
    put("2")
    with logged() as lines:
        assert send_stuck(clock.now(), soon()) == Swept(found=2, done=1)
    assert lines[0]["error"] == "FileNotFoundError"
    assert {r["mail_id"]: r["state"] for r in tables.items("MailsTable")} == {
        "1": "waiting",
        "2": "sent",
    }


def test_waits_for_the_next_time_while_ses_takes_none(post):
    put()
    with refusing_post("SendingPausedException"):
        assert send_stuck(clock.now(), soon()) == Swept(found=1, done=0)
    assert send_stuck(clock.now(), soon()) == Swept(found=1, done=1)


def test_begins_none_when_its_time_is_over(post):
    put()
    assert send_stuck(clock.now(), clock.now() - timedelta(seconds=1)) == Swept(found=0, done=0)
    assert post.sent == []


def test_counts_each_mail_once(post, capsys):
    mail_id = put()
    assert [send_once(mail_id), send_once(mail_id)] == [True, False]
    assert counted(capsys.readouterr().out) == {"MailsSent": 1}
