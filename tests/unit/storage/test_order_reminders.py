from dataclasses import replace

import pytest

from shop.domain.order_mails import reminder_mail
from shop.storage import order_reminders
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

ORDER = an_order()
MAIL = reminder_mail(ORDER, "http://shop.localhost:3000/orders/1")


def test_an_order_is_reminded_of_once(tables: Tables):
    row_of(ORDER).save()
    CALLS.clear()
    assert [order_reminders.insert(ORDER, MAIL, NOW) for _ in range(2)] == [True, False]

    assert CALLS == ["TransactWriteItems"] * 2
    assert [mail["mail_id"] for mail in tables.items("MailsTable")] == [
        f"order#{NUMBER}#reminder#1"
    ]


@pytest.mark.parametrize("other", [{"version": 2}, {"status": "paid"}])
def test_nobody_is_reminded_of_an_order_that_has_changed_since(tables: Tables, other):
    row_of(replace(ORDER, **other)).save()
    assert not order_reminders.insert(ORDER, MAIL, NOW)

    assert tables.count("MailsTable") == 0
