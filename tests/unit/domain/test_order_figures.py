from dataclasses import replace
from datetime import date, timedelta

import pytest

from shop.domain.catalogue import TEST_SKU
from shop.domain.metrics import METRICS, metric_named
from shop.domain.order_figures import Backlog, Figure, backlog, figures_of, is_test
from shop.domain.shipping import ShippingWindow
from tests.support.orders import an_order

TODAY = date(2026, 12, 1)
PLACED = an_order()
TEST = replace(PLACED, lines=(replace(PLACED.lines[0], sku=TEST_SKU),))


def to_ship_by(last_on: date):
    return replace(PLACED, status="paid", ships_between=ShippingWindow(TODAY, last_on))


def test_a_new_order_is_placed():
    assert figures_of(None, PLACED) == (Figure("OrdersPlaced"),)


def test_a_payment_is_also_revenue():
    paid = Figure("OrdersPaid")
    revenue = Figure("RevenueMinorUnits", PLACED.sums.total_pence, "GBP")
    assert figures_of(PLACED, replace(PLACED, status="paid")) == (paid, revenue)


@pytest.mark.parametrize(
    ("status", "metric"),
    [
        ("shipped", "OrdersShipped"),
        ("cancelled", "OrdersCancelled"),
        ("expired", "OrdersExpired"),
        ("refunded", "OrdersRefunded"),
    ],
)
def test_every_way_an_order_goes_is_counted(status, metric):
    paid = replace(PLACED, status="paid")
    assert figures_of(paid, replace(paid, status=status)) == (Figure(metric),)


def test_other_changes_of_an_order_are_no_figure():
    paid = replace(PLACED, status="paid")
    assert figures_of(paid, replace(paid, version=9, shipment="packing")) == ()
    assert figures_of(paid, replace(paid, status="awaiting_payment")) == ()


@pytest.mark.parametrize("before", [None, TEST])
def test_a_test_order_is_in_no_figure(before):
    assert is_test(TEST)
    assert figures_of(before, replace(TEST, status="paid")) == ()
    paid = replace(to_ship_by(TODAY), lines=TEST.lines)
    assert backlog([TEST], [paid], TODAY) == Backlog(unpaid=0, to_ship=0, late=0)


def test_an_order_is_late_from_the_day_before_its_last_one():
    days = [to_ship_by(TODAY + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert backlog([PLACED], days, TODAY) == Backlog(unpaid=1, to_ship=4, late=3)


def test_an_order_without_a_promise_breaks_none():
    assert backlog([], [replace(PLACED, status="paid")], TODAY).late == 0


def test_every_figure_is_a_metric_with_its_dimensions():
    figures = [
        figure
        for status in ("paid", "shipped", "cancelled", "expired", "refunded")
        for figure in figures_of(PLACED, replace(PLACED, status=status))
    ]
    assert {metric_named(f.metric, f.dimensions).name for f in figures} <= set(METRICS)
