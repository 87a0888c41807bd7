from dataclasses import replace

import pytest

from shop.domain.mails import Mail
from shop.storage import mails
from shop.storage.orders import row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables
from tools.erasures.restored_orders import erase_again, find_back

pytestmark = pytest.mark.usefixtures("tables")


def keep(**changes) -> None:
    row = row_of(replace(an_order(status="shipped"), **changes))
    row.email_hash = None
    row.save()
    mail = Mail(f"order#{NUMBER}#shipped#1", "customer@example.com", "order-shipped", {})
    mails.insert(mail, NOW)


def test_leaves_nothing_of_a_closed_order_that_names_nobody(tables: Tables):
    keep()
    assert find_back(NOW) == {f"order {NUMBER}": {"OrdersTable": 1, "MailsTable": 1}}
    erase_again(NOW)
    assert find_back(NOW) == {}
    assert tables.count("MailsTable") == 0


def test_an_order_that_is_not_closed_keeps_what_it_needs(tables: Tables):
    keep(status="paid")
    assert find_back(NOW) == {}
    erase_again(NOW)
    assert tables.count("MailsTable") == 1


def test_an_order_that_names_somebody_is_not_looked_at():
    row_of(an_order(status="shipped")).save()
    assert find_back(NOW) == {}
