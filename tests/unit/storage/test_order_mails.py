import pytest

from shop.domain.errors import Conflict
from shop.domain.mail_repeats import mail_resent
from shop.domain.order_mails import fact_mail
from shop.domain.orders import By
from shop.storage import order_mails, orders
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
LINK = f"http://shop.localhost:3000/orders/{NUMBER}"


def sent(tables, revision: int = 2) -> bool:
    order = an_order()
    mail = fact_mail(order, "received", LINK, revision)
    return order_mails.insert_again(
        order, mail, mail_resent(order, mail, NOW, BY), NOW, seconds_left=10
    )


def test_the_mail_and_the_event_are_one_transaction(tables):
    row_of(an_order()).save()
    CALLS.clear()
    assert sent(tables)
    assert CALLS == ["TransactWriteItems"]
    order, events = orders.get_with_events(NUMBER)
    assert (order.version, events[-1].type) == (an_order().version + 1, "mail_resent")


def test_a_mail_that_is_there_already_is_no_second_event(tables):
    row_of(an_order()).save()
    assert sent(tables)
    assert not sent(tables)
    assert (tables.count("MailsTable"), len(orders.get_with_events(NUMBER)[1])) == (1, 1)


def test_nothing_is_sent_about_an_order_that_has_changed(tables):
    row_of(an_order()).save()
    assert sent(tables)
    with pytest.raises(Conflict):
        sent(tables, revision=3)
    assert tables.count("MailsTable") == 1
