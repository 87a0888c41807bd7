"""The page of an order, shown again by a form on it."""

from dataclasses import replace
from html import unescape

import pytest

from shop.domain.returns import ReceivedLine
from shop.gateways.order_links import order_key
from shop.storage import return_requests
from shop.storage.transactions import write_together
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import NUMBER, bought
from tests.support.returns import kept_return

pytestmark = pytest.mark.usefixtures("tables")


def test_a_refused_form_shows_the_order_again_with_what_needs_mending():
    stock(make_product())
    order = bought(Client())
    person = Client(page=True)

    path = f"/orders/{order['number']}/return"
    answer = person.post(
        path, {"key": order["key"], "lines.0.sku": "LAMP-1", "reason": "Too bright"}
    )

    assert answer.status in (409, 422)
    assert order["number"] in answer.text


def test_shows_what_shall_come_back_and_how_it_stands():
    kept_return(state="received", answer="", received=(), refund_due_pence=3598)
    answer = Client().get(f"/orders/{NUMBER}?key={order_key(NUMBER)}")
    (shown,) = answer.json["returns"]
    assert (shown["return_id"], shown["state"]) == (f"{NUMBER}-R1", "received")


def test_the_page_names_each_return_its_state_and_what_is_owed():
    kept = kept_return()
    changed = replace(
        kept, state="received", received=(ReceivedLine("LAMP", 2),), refund_due_pence=3598
    )
    write_together(lambda t: return_requests.leave_state(t, kept, changed))
    page = Client(page=True).get(f"/orders/{NUMBER}?key={order_key(NUMBER)}").text
    assert f"{NUMBER}-R1" in page
    assert "Here; we pay you back" in page
    assert "£35.98" in page


def test_an_order_that_has_not_left_has_no_returns_to_show():
    stock(make_product())
    order = bought(Client())
    shown = Client().get(f"/orders/{order['number']}?key={order['key']}").json
    assert "returns" not in shown


def test_leads_to_where_one_withdraws_filled_in():
    stock(make_product())
    order = bought(Client())
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    key = order_key(order["number"])
    assert f'href="/withdraw?number={order["number"]}&key={key}"' in unescape(page)
    assert 'href="/withdraw"' in page


def test_thanks_for_an_order_and_promises_days_only_while_it_goes_on():
    stock(make_product())
    order = bought(Client())
    person = Client(page=True)
    path = f"/orders/{order['number']}?key={order['key']}&placed=yes"
    thanks = person.get(path).text
    assert "Thank you for your order" in thanks
    assert "4 to 10 business days after payment in full</dd>" in thanks

    person.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    over = person.get(path).text
    assert "Thank you for your order" not in over
    assert "4 to 10 business days" not in over
