"""From visits to dollars, with figures small enough to add up by hand."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tools.cost.figures import ASSUMPTIONS, MEASURED, PRICES, Figures, Step, read_figures
from tools.cost.limits import Limit, limits
from tools.cost.model import Bill, billed_milliseconds, dollars_each, order_bill, requested
from tools.cost.savings import savings
from tools.cost.standing import own_series, touched, whole_bill
from tools.cost.template_counts import deployed

FIGURES, PLACE = read_figures(), deployed()
SIZES = (100, 10_000, 1_000_000)


def _with(name: str, value: str) -> Figures:
    changed = replace(FIGURES.assumptions[name], value=Decimal(value))
    return replace(FIGURES, assumptions=FIGURES.assumptions | {name: changed})


def test_a_bill_is_the_sum_of_its_quantities_by_their_prices():
    bill = Bill()
    bill.add("write_unit", Decimal(2_000_000))
    bill.add("mail", Decimal(10_000))
    figures = _with("region_factor", "1.2")
    assert bill.dollars(figures) == {"write_unit": Decimal("1.5"), "mail": Decimal(1)}
    assert bill.total(figures) == Decimal("2.5")
    assert bill.by_service(figures) == {"DynamoDB": Decimal("1.5"), "SES": Decimal(1)}


def test_only_prices_of_another_region_are_raised():
    figures = _with("region_factor", "3")
    assert dollars_each(figures, figures.prices["write_unit"]) == Decimal("0.000001875")
    assert dollars_each(figures, figures.prices["http_request"]) == Decimal("0.00000116")


def test_a_duration_is_the_processors_and_the_trips_rounded_up():
    none, one, two = map(Decimal, range(3))
    step = Step("cart", one, two, {}, {}, none, none, none, Decimal("1.5"))
    assert billed_milliseconds(FIGURES, step, 512) == 19  # 1.5 * 7.3 + 8 = 18.95
    assert billed_milliseconds(FIGURES, step, 1769) == 12  # 1.5 * 2.1 + 8 = 11.15


@pytest.mark.parametrize("visits_a_day", SIZES)
def test_every_quantity_is_positive(visits_a_day):
    used = whole_bill(FIGURES, PLACE, visits_a_day).used
    none_yet = {"alarm_month", "composite_alarm_month", "dashboard_month"}
    assert set(used) == set(FIGURES.prices)
    assert all(used[name] > 0 for name in used.keys() - none_yet)


def test_requests_are_what_visits_and_test_orders_ask_for():
    a_visit = sum(requested(FIGURES).values())
    days, tests = Decimal("30.4"), FIGURES.assumed("test_orders_a_day")
    used = whole_bill(FIGURES, PLACE, 10_000).used
    assert used["http_request"] == (a_visit * 10_000 + tests * 5) * days


def test_mails_are_three_for_an_order_that_is_paid_and_shipped():
    mails = sum(bill.used["mail"] for bill in order_bill(FIGURES, PLACE, Decimal(0)).values())
    assert mails == 3


def test_money_is_never_a_binary_number():
    for file in (ASSUMPTIONS, PRICES):
        for one in json.loads(file.read_text()).values():
            assert not any(isinstance(value, float) for value in one.values())
    assert '"cpu_microseconds"' in MEASURED.read_text()


def test_series_count_in_the_hours_they_are_written():
    quiet, busy = (own_series(FIGURES, Decimal(visits)) for visits in (0, 10**9))
    assert quiet < 10
    assert busy > quiet + 50
    assert touched(Decimal(0)) == 0
    assert Decimal("0.63") < touched(Decimal(1)) < Decimal("0.64")


def test_a_limit_by_the_second_is_met_in_the_busiest_ones():
    by_second = Limit("", Decimal(100), "", Decimal(10), "")
    assert by_second.visits_a_day(Decimal(5)) == 172_800
    by_day = replace(by_second, is_daily=True)
    assert by_day.visits_a_day(Decimal(5)) == 10


def test_limits_come_in_the_order_they_are_met():
    met = [limit.visits_a_day(FIGURES.assumed("peak")) for limit in limits(FIGURES, PLACE)]
    assert met == sorted(met)
    assert met[0] > 0


@pytest.mark.parametrize("visits_a_day", SIZES)
def test_what_is_saved_is_less_than_what_is_paid(visits_a_day):
    saved = [one.dollars for one in savings(FIGURES, PLACE, visits_a_day)]
    assert all(dollars >= 0 for dollars in saved)
    assert sum(saved) < whole_bill(FIGURES, PLACE, visits_a_day).total(FIGURES)


def test_every_price_and_assumption_tells_where_it_is_from():
    assert all(price.source.startswith("https://") for price in FIGURES.prices.values())
    assert all(price.checked and price.looked_at for price in FIGURES.prices.values())
    assert all(one.why.endswith(".") for one in FIGURES.assumptions.values())
