from datetime import timedelta

import pytest

from shop.domain.errors import Conflict, NotFound, TooManyRequests
from shop.domain.mails import Mail
from shop.domain.retention import SENT_MAIL
from shop.gateways import clock
from shop.storage import mails
from shop.storage.mails import MailRow
from shop.web.order_mails import find_mail, send_again
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.post import send
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables", "post")
PART = "received.1"


def put(part: str = "received#1", number: str = NUMBER) -> None:
    mail_id = f"order#{number}#{part}"
    values = {"number": number, "link": f"http://shop.localhost:3000/orders/{number}?key=k"}
    mails.insert(Mail(mail_id, "ada@example.com", "order-link", values), clock.now())
    send(mail_id)


def ids() -> list[str]:
    return sorted(row.mail_id.removeprefix(f"order#{NUMBER}#") for row in MailRow.scan())


def test_sends_a_mail_once_more_to_the_orders_address(post):
    put()
    CALLS.clear()
    sent, made = send_again(an_order(), PART, clock.now())
    assert list(CALLS) == [
        "GetItem",
        "GetItem",
        "UpdateItem",
        "UpdateItem",
        "PutItem",
    ]
    assert (made, sent.standing, sent.mail_id) == (True, "waiting", f"order#{NUMBER}#received#2")
    send(sent.mail_id)
    assert post.sent[-1].to == ["ada@example.com"]
    assert post.sent[-1].link("/orders/")
    assert f"order {NUMBER}" in post.sent[-1].subject


def test_sends_one_however_often_the_same_is_asked():
    put()
    assert [send_again(an_order(), PART, clock.now())[1] for _ in range(3)] == [True, False, False]
    assert ids() == ["received#1", "received#2"]


def test_two_that_ask_at_the_same_instant_send_one():
    put()
    with just_before("PutItem", lambda: send_again(an_order(), PART, clock.now())):
        _, made = send_again(an_order(), PART, clock.now())
    assert not made
    assert ids() == ["received#1", "received#2"]


def test_sends_a_few_an_hour_for_an_order_and_no_more():
    for position in range(1, 5):
        put(f"return-{position}#1")
    now = clock.now()
    for position in range(1, 4):
        send_again(an_order(), f"return-{position}.1", now)
    with pytest.raises(TooManyRequests):
        send_again(an_order(), "return-4.1", now)
    assert not send_again(an_order(), "return-3.1", now)[1]
    assert send_again(an_order(), "return-4.1", now + timedelta(hours=1))[1]


def test_what_waits_is_not_sent_again():
    put()
    send_again(an_order(), PART, clock.now())
    with pytest.raises(Conflict):
        send_again(an_order(), "received.2", clock.now())


@pytest.mark.parametrize("part", ["paid.1", "nothing", "received", "../received.1", "received.1.1"])
def test_finds_no_other_mail(part):
    put()
    with pytest.raises(NotFound):
        find_mail(NUMBER, part, clock.now())


def test_finds_no_mail_of_another_order_nor_one_of_long_ago():
    put(number="CT-3333-3333-3")
    with pytest.raises(NotFound):
        find_mail(NUMBER, PART, clock.now())
    put()
    assert find_mail(NUMBER, PART, clock.now()).standing == "sent"
    with pytest.raises(NotFound):
        find_mail(NUMBER, PART, clock.now() + SENT_MAIL)
