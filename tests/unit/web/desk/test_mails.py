import pytest

from shop.domain.errors import NotFound
from shop.domain.order_mails import fact_mail
from shop.domain.orders import By
from shop.storage import mails
from shop.storage.mails import MailRow
from shop.storage.orders import row_of
from shop.web.desk import mails as desk
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.post import send

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
MAIL = fact_mail(an_order(), "received", f"http://shop.localhost:3000/orders/{NUMBER}?key=k")


@pytest.fixture(autouse=True)
def order(tables, post):
    row_of(an_order()).save()
    mails.insert(MAIL, NOW)
    send(MAIL.mail_id)


def test_shows_how_the_mails_about_an_order_stand():
    mails.change_delivery(MAIL.mail_id, "bounced", NOW)
    (shown,) = desk.mails_of(an_order(), NOW)
    assert (shown["mail"], shown["state"], shown["failure"]) == ("received.1", "bounced", None)
    assert (shown["mail_id"], shown["template"]) == (MAIL.mail_id, "order-received")
    assert shown["subject"] == f"We have received your order {NUMBER}"


def test_shows_what_a_mail_said():
    shown = desk.show(desk.Reading(number=NUMBER, mail="received.1"), BY, NOW)
    assert "2 × Lamp" in shown["text"]
    with pytest.raises(NotFound):
        desk.show(desk.Reading(number=NUMBER, mail="paid.1"), BY, NOW)


def test_sends_a_mail_once_more_and_the_same_command_no_third():
    asked = desk.Repeating(number=NUMBER, mail="received.1")
    outcomes = [desk.resend(asked, BY, NOW) for _ in range(2)]
    assert [each["outcome"] for each in outcomes] == ["queued", "queued before"]
    assert [each["mail"]["mail"] for each in outcomes] == ["received.2", "received.2"]
    assert len(list(MailRow.scan())) == 2
