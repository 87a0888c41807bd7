from datetime import date
from typing import Any

import msgspec
import pytest

from shop.domain.order_states import CHANGES
from shop.domain.orders import placed
from shop.domain.shipping import ShippingWindow
from shop.gateways.order_links import order_key
from shop.web.orders.views import (
    STATUS_NAMES,
    guest_view,
    next_path,
    order_context,
    owner_view,
    path_of,
    placed_view,
    summary_view,
)
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
ORDER = an_order()
EVENTS = (placed(ORDER),)
PRIVATE = {"email", "billing_address", "shipping_address"}


def as_json(view: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(view))


def test_each_is_shown_what_is_theirs():
    summary, guest = as_json(summary_view(ORDER)), as_json(guest_view(ORDER, EVENTS))
    owner, buyer = as_json(owner_view(ORDER, EVENTS)), as_json(placed_view(ORDER, EVENTS))

    assert set(guest) - set(summary) == {"events"}
    assert set(owner) - set(guest) == PRIVATE
    assert set(buyer) - set(owner) == {"key"}
    assert buyer["key"] == order_key(NUMBER)


def test_a_customer_who_ordered_needs_no_key():
    view = placed_view(an_order(customer_id="c1"), EVENTS)

    assert "key" not in as_json(view)
    assert path_of(view) == f"/orders/{NUMBER}"


def test_amounts_and_times_are_those_of_the_order():
    shown = as_json(summary_view(ORDER))
    amounts = {n: shown[n]["amount"] for n in ("subtotal", "discount", "shipping", "tax", "total")}

    assert amounts == {
        "subtotal": 4848,
        "discount": 485,
        "shipping": 395,
        "tax": 793,
        "total": 4758,
    }
    assert (shown["placed_at"], shown["payment_due_at"]) == (
        "2026-11-23T10:00:00Z",
        "2026-12-07T23:59:59Z",
    )
    assert (shown["currency"], shown["ships_between"]) == ("GBP", None)


def test_a_paid_order_says_when_it_ships():
    window = ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))
    order = an_order(status="paid", ships_between=window)

    assert as_json(summary_view(order))["ships_between"] == {
        "from": "2026-11-27",
        "to": "2026-12-07",
    }
    assert order_context(order)["window"] == "27 November 2026 to 7 December 2026"
    assert order_context(ORDER)["window"] is None


def test_every_status_has_a_name():
    assert set(STATUS_NAMES) == set(CHANGES)


def test_who_looks_is_told_that_packing_has_begun():
    packing = an_order(status="paid", shipment="packing")
    assert order_context(packing)["status_name"] == "Paid, being packed"
    assert (summary_view(packing).status, summary_view(packing).can_cancel) == ("paid", False)
    assert order_context(an_order(status="paid"))["status_name"] == "Paid, being prepared"


def test_who_orders_by_card_goes_on_to_pay_and_others_to_their_order():
    waiting = placed_view(an_order(payment_method="card"), ())
    assert next_path(waiting) == f"/orders/{NUMBER}/pay?key={waiting.key}"
    for order in (an_order(), an_order(payment_method="card", status="paid")):
        view = placed_view(order, ())
        assert next_path(view) == f"{path_of(view)}&placed=yes"
    customers = placed_view(an_order(customer_id="customer-1"), ())
    assert next_path(customers) == f"/orders/{NUMBER}?placed=yes"
