from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shop.domain.errors import Conflict, TooManyRequests
from shop.domain.mails import Mail, SentMail
from shop.domain.orders import By, Order
from shop.gateways import clock
from shop.storage import mails, orders
from shop.storage.mails import MailRow
from shop.storage.orders import row_of
from shop.web.orders.mail_repeats import send_again
from tests.support.faults import failing
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.post import send
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables", "post")
PART = "received.1"
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")


@pytest.fixture(autouse=True)
def order(tables, post):
    row_of(an_order()).save()


def get() -> Order:
    return orders.get_with_events(NUMBER)[0]


def again(part: str, now: datetime | None = None) -> tuple[SentMail, bool]:
    return send_again(get(), part, BY, now or clock.now(), seconds_left=10)


def put(part: str = "received#1", number: str = NUMBER) -> None:
    mail_id = f"order#{number}#{part}"
    values = {"number": number, "link": f"http://shop.localhost:3000/orders/{number}?key=k"}
    mails.insert(Mail(mail_id, "ada@example.com", "order-link", values), clock.now())
    send(mail_id)


def ids() -> list[str]:
    return sorted(row.mail_id.removeprefix(f"order#{NUMBER}#") for row in MailRow.scan())


def test_sends_a_mail_once_more_to_the_orders_address(post):
    put()
    order = get()
    CALLS.clear()
    sent, made = send_again(order, PART, BY, clock.now(), seconds_left=10)
    assert list(CALLS) == [
        "GetItem",
        "GetItem",
        "UpdateItem",
        "UpdateItem",
        "TransactWriteItems",
    ]
    assert (made, sent.standing, sent.mail_id) == (True, "waiting", f"order#{NUMBER}#received#2")
    send(sent.mail_id)
    assert post.sent[-1].to == ["ada@example.com"]
    assert post.sent[-1].link("/orders/")
    assert f"order {NUMBER}" in post.sent[-1].subject


def test_sends_one_however_often_the_same_is_asked():
    put()
    assert [again(PART)[1] for _ in range(3)] == [
        True,
        False,
        False,
    ]
    assert ids() == ["received#1", "received#2"]


def test_two_that_ask_at_the_same_instant_send_one():
    put()
    with just_before("TransactWriteItems", lambda: again(PART)):
        _, made = again(PART)
    assert not made
    assert ids() == ["received#1", "received#2"]


def test_sends_a_few_an_hour_for_an_order_and_no_more():
    for position in range(1, 5):
        put(f"return-{position}#1")
    now = clock.now()
    for position in range(1, 4):
        again(f"return-{position}.1", now)
    with pytest.raises(TooManyRequests):
        again("return-4.1", now)
    assert not again("return-3.1", now)[1]
    assert again("return-4.1", now + timedelta(hours=1))[1]


def test_what_waits_is_not_sent_again():
    put()
    again(PART)
    with pytest.raises(Conflict):
        again("received.2", clock.now())


def test_whose_doing_it_was_is_in_the_orders_history_once():
    put()
    for _ in range(2):
        again(PART)
    _, events = orders.get_with_events(NUMBER)
    resent = [event for event in events if event.type == "mail_resent"]
    assert [(event.actor, event.request_id) for event in resent] == [(BY.actor, BY.request_id)]
    assert resent[0].detail == "We have sent you our mail about this order once more (received)."


def test_an_order_that_has_changed_since_it_was_read_is_read_again():
    put()
    stale = replace(get(), version=0)
    assert send_again(stale, PART, BY, clock.now(), seconds_left=10)[1]


def test_an_order_that_keeps_changing_is_left_alone():
    put()
    fault = {
        "Error": {"Code": "TransactionCanceledException", "Message": "on purpose"},
        "CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}],
    }
    with failing("TransactWriteItems", fault), pytest.raises(Conflict):
        again(PART)
    assert ids() == ["received#1"]
