from datetime import timedelta

import pytest

from shop.gateways.order_links import (
    code_seal,
    credit_note_path,
    full_key,
    full_key_is_live,
    invoice_path,
    is_code,
    is_order_key,
    order_key,
    order_path,
    order_url,
    pay_path,
    withdraw_path,
)
from shop.gateways.signatures import make_token
from tests.support.gateway import NOW
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
    assert invoice_path(NUMBER, "k1.x") == f"/orders/{NUMBER}/invoice?key=k1.x"
    path = f"/orders/{NUMBER}/credit-notes/CRN-2026-000001"
    assert credit_note_path(NUMBER, "CRN-2026-000001") == path
    assert credit_note_path(NUMBER, "CRN-2026-000001", "k1.x") == f"{path}?key=k1.x"


def test_an_order_is_paid_at_a_path_of_its_own():
    assert pay_path(NUMBER) == f"/orders/{NUMBER}/pay"
    assert pay_path(NUMBER, "k1.x") == f"/orders/{NUMBER}/pay?key=k1.x"


def test_a_key_in_full_is_live_for_an_hour_and_of_one_order():
    key = full_key(NUMBER, NOW)
    hour = timedelta(hours=1)

    assert full_key_is_live(key, NUMBER, NOW + hour - timedelta(seconds=1)) is True
    assert full_key_is_live(key, NUMBER, NOW + hour) is False
    assert full_key_is_live(key, "CT-0000-0000-0", NOW) is None


def test_no_other_key_is_one_in_full_and_the_other_way_round():
    assert full_key_is_live(order_key(NUMBER), NUMBER, NOW) is None
    assert full_key_is_live("", NUMBER, NOW) is None
    assert full_key_is_live(make_token("order", f"{NUMBER} 99999999999"), NUMBER, NOW) is None
    assert not is_order_key(full_key(NUMBER, NOW), NUMBER)


def test_a_key_in_full_cannot_be_made_to_last():
    _, _, signature = full_key(NUMBER, NOW).partition(".")
    longer = f"{NUMBER} 99999999999".encode().hex()
    assert full_key_is_live(f"{longer}.{signature}", NUMBER, NOW) is None


def test_a_code_is_known_by_its_seal_alone():
    seal = code_seal(NUMBER, "012345")
    assert "012345" not in seal
    assert is_code(seal, NUMBER, "012345")
    assert not is_code(seal, NUMBER, "012346")
    assert not is_code(seal, "CT-0000-0000-0", "012345")
    assert not is_code("", NUMBER, "012345")


def test_the_way_to_withdraw_carries_the_key():
    number, _, key = withdraw_path(NUMBER).removeprefix("/withdraw?number=").partition("&key=")
    assert number == NUMBER
    assert is_order_key(key, NUMBER)
