from dataclasses import replace
from datetime import date, timedelta

import pytest

from shop.domain.acceptances import Acceptance
from shop.domain.errors import NotFound
from shop.domain.orders import placed
from shop.domain.shipping import ShippingWindow
from shop.domain.tax import TaxPart
from shop.storage import orders
from shop.storage.orders import event_row, order_of, row_of
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")
SHIPPED = an_order(
    status="shipped",
    customer_id="c1",
    promotion_code="TENTH",
    ships_between=ShippingWindow(date(2026, 11, 27), date(2026, 12, 7)),
    tracking="AB123",
    acceptances=(Acceptance("terms", "2026-11-22", "f" * 64, NOW, "review"),),
)


@pytest.mark.parametrize("order", [an_order(), an_order(instructions=""), SHIPPED])
def test_an_order_comes_back_as_it_was_kept(order):
    row_of(order).save()
    event_row(order, placed(order)).save()

    assert orders.get_with_events(NUMBER) == (order, (placed(order),))


def test_the_tax_of_an_order_is_kept_and_never_made_anew():
    # Parts that no rule of today would come to.
    parts = (TaxPart(1_750, 3_000, 523), TaxPart(0, 1_230, 1))
    sums = replace(an_order().sums, taxes=parts, prices_include_tax=False)
    row_of(an_order(sums=sums)).save()

    assert orders.get_with_events(NUMBER)[0].sums == sums


def test_an_order_from_before_there_were_classes_of_tax_contains_the_standard_rate():
    row = row_of(an_order())
    row.taxes = row.prices_include_tax = None
    row.save()

    sums = orders.get_with_events(NUMBER)[0].sums
    assert (sums.taxes, sums.total_pence) == ((TaxPart(2_000, 3_965, 793),), 4_758)


def test_events_come_in_the_order_in_which_they_happened():
    order = an_order()
    row_of(order).save()
    for version in (2, 10, 1):
        event = replace(placed(order), detail=str(version))
        event_row(replace(order, version=version), event).save()

    _, events = orders.get_with_events(NUMBER)
    assert [event.detail for event in events] == ["1", "2", "10"]


def test_an_order_that_does_not_exist_is_not_found():
    assert orders.find_with_events(NUMBER) is None
    with pytest.raises(NotFound):
        orders.get_with_events(NUMBER)


def test_events_alone_are_no_order():
    event_row(an_order(), placed(an_order())).save()

    assert orders.find_with_events(NUMBER) is None


def test_a_row_and_an_order_say_the_same():
    assert order_of(row_of(SHIPPED)) == SHIPPED


def test_lists_orders_by_when_their_payment_is_due():
    for days, status in enumerate(["awaiting_payment", "awaiting_payment", "paid"]):
        due_at = NOW + timedelta(days=days)
        order = an_order(number=f"CT-{days}", status=status, payment_due_at=due_at)
        row_of(order).save()
        event_row(order, placed(order)).save()

    day = timedelta(days=1)
    assert list(orders.list_due("awaiting_payment", NOW, NOW + 3 * day)) == ["CT-0", "CT-1"]
    assert list(orders.list_due("awaiting_payment", NOW + day, NOW + 3 * day)) == ["CT-1"]
    assert list(orders.list_due("paid", NOW, NOW + day)) == []
    assert orders.list_by_status("awaiting_payment", 5) == ["CT-1", "CT-0"]
    assert orders.list_by_status("awaiting_payment", 1) == ["CT-1"]


def test_reads_orders_by_number_in_their_order():
    for number in ("CT-1", "CT-2"):
        row_of(an_order(number=number)).save()

    found = orders.list_by_numbers(["CT-2", "CT-9", "CT-1"])
    assert [order.number for order in found] == ["CT-2", "CT-1"]
    assert orders.list_by_numbers([]) == []
