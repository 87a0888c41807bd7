import pytest

from shop.gateways.order_links import is_order_key, order_key, order_path, order_url, pay_path
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")


def test_a_key_opens_the_order_it_was_made_for_and_no_other():
    key = order_key(NUMBER)
    assert is_order_key(key, NUMBER)
    assert not is_order_key(key, "CT-0000-0000-0")
    assert not is_order_key("", NUMBER)
    assert not is_order_key(f"{key}x", NUMBER)


def test_a_guests_link_has_the_key_and_a_customers_has_none():
    assert order_url(an_order()).endswith(f"/orders/{NUMBER}?key={order_key(NUMBER)}")
    assert order_url(an_order(customer_id="c1")).endswith(f"/orders/{NUMBER}")


def test_a_path_has_a_key_only_where_there_is_one():
    assert order_path(NUMBER) == f"/orders/{NUMBER}"
    assert order_path(NUMBER, "k1.x") == f"/orders/{NUMBER}?key=k1.x"


def test_an_order_is_paid_at_a_path_of_its_own():
    assert pay_path(NUMBER) == f"/orders/{NUMBER}/pay"
    assert pay_path(NUMBER, "k1.x") == f"/orders/{NUMBER}/pay?key=k1.x"
