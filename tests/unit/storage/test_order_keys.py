from datetime import datetime, timedelta

import pytest

from shop.domain.errors import KeyReused
from shop.domain.retention import ORDER_KEY
from shop.storage.order_keys import OrderKey, find_number, put_in
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.orders import NUMBER
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
KEY = OrderKey("guest#a", "a-key-of-sixteen", 7)


def keep(key: OrderKey = KEY, now: datetime = NOW) -> None:
    write_together(lambda transaction: put_in(transaction, key, NUMBER, now))


def test_a_key_leads_to_the_order_it_placed(tables: Tables):
    assert find_number(KEY, NOW) is None
    keep()
    assert find_number(KEY, NOW) == NUMBER
    assert "a-key-of-sixteen" not in str(tables.items("OrderKeysTable"))


def test_a_key_with_other_content_is_refused():
    keep()
    with pytest.raises(KeyReused):
        find_number(OrderKey(KEY.owner, KEY.text, 8), NOW)


def test_another_owners_key_is_another_key():
    keep()
    assert find_number(OrderKey("guest#b", KEY.text, 7), NOW) is None


def test_a_key_is_kept_once_until_it_expires_swept_or_not():
    keep()
    almost, then = NOW + ORDER_KEY - timedelta(seconds=1), NOW + ORDER_KEY
    assert find_number(KEY, almost) == NUMBER
    with pytest.raises(Cancelled):
        keep(now=almost)
    assert find_number(KEY, then) is None
    keep(now=then)
    assert find_number(KEY, then) == NUMBER
