import pytest

from shop.domain.errors import NotFound
from shop.domain.mails import Mail
from shop.domain.order_mails import fact_mail
from shop.storage import mails
from shop.web.orders import mail_pages as pages
from shop.web.orders.access import OpenedOrder
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
LINK = f"http://shop.localhost:3000/orders/{NUMBER}?key=k"
OWNER, GUEST = OpenedOrder(an_order(), ()), OpenedOrder(an_order(), (), "k1.key")


def put() -> Mail:
    mail = fact_mail(an_order(), "received", LINK)
    mails.insert(mail, NOW)
    return mail


def test_lists_mails_with_a_way_to_read_them_for_who_sees_the_whole_order():
    put()
    shown = pages.list_mails(OWNER, NOW)
    context = pages.mails_context(OWNER, shown)
    assert [mail["mail"] for mail in context["mails"]] == ["received.1"]
    assert context["may_read"]
    assert not pages.mails_context(GUEST, shown)["may_read"]


def test_shows_what_a_mail_said_to_who_sees_the_whole_order_only():
    put()
    shown = pages.read_mail(OWNER, "received.1", NOW)
    assert ["Hello,"] in pages.mail_context(OWNER, shown)["paragraphs"]
    with pytest.raises(NotFound):
        pages.read_mail(GUEST, "received.1", NOW)


def test_a_guest_who_typed_the_mailed_code_reads_them_too():
    put()
    full = OpenedOrder(an_order(), (), "k1.key", is_full=True)
    assert pages.mails_context(full, pages.list_mails(full, NOW))["may_read"]
    assert pages.read_mail(full, "received.1", NOW).text
