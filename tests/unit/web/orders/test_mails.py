import pytest

from shop.domain.errors import NotFound
from shop.domain.mails import Mail
from shop.domain.retention import SENT_MAIL
from shop.gateways import clock
from shop.storage import mails
from shop.web.orders.mails import find_mail
from tests.support.orders import NUMBER
from tests.support.post import send

pytestmark = pytest.mark.usefixtures("tables", "post")
PART = "received.1"


def put(part: str = "received#1", number: str = NUMBER) -> None:
    mail_id = f"order#{number}#{part}"
    values = {"number": number, "link": f"http://shop.localhost:3000/orders/{number}?key=k"}
    mails.insert(Mail(mail_id, "ada@example.com", "order-link", values), clock.now())
    send(mail_id)


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
