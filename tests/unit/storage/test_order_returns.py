import pytest

from shop.domain.errors import Conflict
from shop.domain.order_mails import return_mail
from shop.domain.orders import By
from shop.domain.return_mails import approved_mail
from shop.domain.returns import Returning, ReturnLine, approve, request_return
from shop.storage import order_returns, orders, return_requests
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.returns import SHIPPED, kept_return
from tests.support.tables import CALLS, Tables


def asked(reason: str = "Too bright.") -> Returning:
    lines = [ReturnLine("LAMP", 1)]
    return request_return(SHIPPED, (), lines, reason, NOW, By("guest", "request-1"))


def insert(returning: Returning) -> None:
    mail = return_mail(SHIPPED, returning.request, "http://shop.localhost:3000/orders/1")
    order_returns.insert(SHIPPED, returning, mail, seconds_left=10)


def test_a_request_its_event_and_its_mail_are_one_fact(tables: Tables):
    row_of(SHIPPED).save()
    CALLS.clear()
    insert(asked())

    assert CALLS == ["TransactWriteItems"]
    assert return_requests.list_by_order(NUMBER) == [asked().request]
    order, (event,) = orders.get_with_events(NUMBER)
    assert (order.status, order.version, event.type) == ("shipped", 2, "return_requested")
    assert [mail["mail_id"] for mail in tables.items("MailsTable")] == [
        f"order#{NUMBER}#return-1#1"
    ]


def test_of_two_at_once_one_is_kept(tables: Tables):
    row_of(SHIPPED).save()
    insert(asked())
    with pytest.raises(Conflict):
        insert(asked("Another reason."))

    assert return_requests.list_by_order(NUMBER) == [asked().request]
    assert tables.count("MailsTable") == 1


def test_what_was_asked_before_is_not_kept_again(tables: Tables):
    with pytest.raises(ValueError, match="made before"):
        insert(Returning(asked().request))
    assert tables.count("OrdersTable") == 0


def test_an_answer_its_event_and_its_mail_are_one_fact(tables: Tables):
    asked = kept_return(state="requested")
    changed = approve(SHIPPED, asked, NOW, By("operator"))
    mail = approved_mail(SHIPPED, changed.request, "http://shop.localhost:3000/orders/1")
    CALLS.clear()
    order_returns.change(SHIPPED, asked, changed, mail, seconds_left=10)

    assert CALLS == ["TransactWriteItems"]
    assert return_requests.list_by_order(NUMBER) == [changed.request]
    _, (event,) = orders.get_with_events(NUMBER)
    assert event.type == "return_approved"
    with pytest.raises(Conflict):
        order_returns.change(SHIPPED, asked, changed, None, seconds_left=10)
    assert tables.count("MailsTable") == 1
