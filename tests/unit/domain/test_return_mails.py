from dataclasses import replace

from shop.domain.return_mails import approved_mail, arrived_mail, declined_mail
from shop.domain.returns import ReceivedLine, ReturnLine, ReturnRequest
from shop.gateways.mail_texts import letter
from shop.gateways.settings import SHOP
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

ORDER = an_order(status="shipped")
ASKED = ReturnRequest(
    order_number=NUMBER,
    position=1,
    lines=(ReturnLine("LAMP", 2),),
    reason="Too bright.",
    state="approved",
    requested_at=NOW,
)
LINK = "http://shop.localhost:3000/orders/1"


def test_tells_where_to_send_the_goods_and_what_to_do():
    mail = approved_mail(ORDER, ASKED, LINK)
    assert mail.mail_id == f"order#{NUMBER}#return-1-approved#1"
    assert mail.to == ORDER.email
    text = letter(mail).text
    assert f"note with {NUMBER}-R1" in text
    assert "2 × Lamp" in text
    assert SHOP.postal_address in text
    assert LINK in text
    assert "Please send this back by" not in text


def test_tells_whoever_withdrew_by_when_the_goods_have_to_be_sent():
    mail = approved_mail(ORDER, replace(ASKED, reason="", is_withdrawal=True), LINK)
    assert "Please send this back by 7 December 2026" in letter(mail).text


def test_tells_why_nothing_can_come_back():
    mail = declined_mail(ORDER, replace(ASKED, answer="It was made for you."), LINK)
    assert mail.mail_id == f"order#{NUMBER}#return-1-declined#1"
    assert "It was made for you." in letter(mail).text
    assert "Too bright." not in letter(mail).text


def test_tells_what_came_and_what_is_paid_back():
    came = replace(ASKED, received=(ReceivedLine("LAMP", 1),), refund_due_pence=1799)
    mail = arrived_mail(ORDER, came, LINK)
    assert mail.mail_id == f"order#{NUMBER}#return-1-arrived#1"
    assert "1 × Lamp" in letter(mail).text
    assert "We pay you £17.99 back." in letter(mail).text
    with_delivery = arrived_mail(ORDER, replace(came, delivery_pence=395), LINK)
    assert "of which £3.95 is for delivery" in letter(with_delivery).text
