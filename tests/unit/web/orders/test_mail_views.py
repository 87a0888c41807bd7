from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shop.domain.mails import SentMail
from shop.domain.order_mails import fact_mail
from shop.web.orders.mail_views import MailSummary, mail_list, mail_summary, mail_text
from tests.support.orders import NUMBER, an_order

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
LINK = f"http://shop.localhost:3000/orders/{NUMBER}?key=k1.secret"
ORDER = an_order()


def sent(fact: str = "received", **changes: Any) -> SentMail:
    mail = fact_mail(ORDER, fact, LINK)
    given: dict[str, Any] = {"state": "sent", "created_at": AT}
    given |= {"sent_at": AT + timedelta(seconds=2)}
    given |= {"failure": None, "values": mail.kept_values}
    given |= {"mail_id": mail.mail_id, "template": mail.template}
    return SentMail(**(given | changes))


def test_shows_how_a_mail_stands():
    assert mail_summary(ORDER, sent(delivery="bounced")) == MailSummary(
        mail="received.1",
        subject=f"We have received your order {NUMBER}",
        state="bounced",
        created_at="2026-11-22T10:00:00Z",
        sent_at="2026-11-22T10:00:02Z",
        can_send_again=True,
    )


def test_shows_a_mail_that_waits():
    shown = mail_summary(ORDER, sent(state="sending", sent_at=None))
    assert (shown.state, shown.sent_at, shown.can_send_again) == ("waiting", None, False)


def test_offers_the_latest_revision_only():
    first = sent()
    second = replace(first, mail_id=f"order#{NUMBER}#received#2")
    assert [mail.can_send_again for mail in mail_list(ORDER, [first, second]).mails] == [
        False,
        True,
    ]


def test_shows_what_a_mail_said_without_the_key_of_its_link():
    text = mail_text(ORDER, sent()).text
    assert text is not None
    assert "2 × Lamp at £19.99" in text
    assert LINK.partition("?")[0] in text
    assert "secret" not in text


def test_says_that_nothing_was_kept_where_nothing_was():
    shown = mail_text(ORDER, sent(values={}))
    assert (shown.subject, shown.text) == ("A mail about your order", None)


def test_says_so_too_where_the_text_has_come_to_need_more():
    assert mail_text(ORDER, sent(values={"number": NUMBER})).text is None
    assert mail_text(ORDER, sent(template="no-longer-there")).text is None
