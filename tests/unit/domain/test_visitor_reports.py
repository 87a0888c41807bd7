from datetime import date

from shop.domain.demographics import Cell, Told
from shop.domain.visitor_counts import Counts
from shop.domain.visitor_reports import (
    DayNumbers,
    by_month,
    demographics,
    of_kind,
    pages,
    products,
    summed,
)


def a_day(day: int, visitors: int, cells: dict[Cell, int] | None = None) -> DayNumbers:
    counts = Counts(
        page_views=2 * visitors, visitors=visitors, bots=1, orders=1, visits=visitors + 1
    )
    return DayNumbers(date(2026, 11, day), counts, cells or {})


def test_a_month_is_the_sum_of_its_days():
    days = [a_day(1, 5), a_day(2, 7), DayNumbers(date(2026, 12, 1), Counts(visitors=1), {})]
    assert summed(days[:2]) == Counts(page_views=24, visitors=12, bots=2, orders=2, visits=14)
    assert by_month(days) == {"2026-11": summed(days[:2]), "2026-12": Counts(visitors=1)}


def test_small_numbers_of_each_day_stay_untold_in_the_sum():
    days = [
        a_day(1, 20, {("country", "GB"): 12, ("country", "IS"): 4}),
        a_day(2, 20, {("country", "GB"): 13, ("country", "IS"): 4}),
    ]
    assert demographics(days)["country"] == Told({"GB": 25}, 15)
    assert demographics(days)["device"] == Told({}, 40)


def test_programs_and_links_are_told_whole_the_most_first():
    days = [a_day(1, 1, {("bot", "curl/"): 1, ("link", "x"): 2}), a_day(2, 1, {("bot", "bot"): 3})]
    assert list(of_kind(days, "bot").items()) == [("bot", 3), ("curl/", 1)]
    assert of_kind(days, "link") == {"x": 2}


def test_views_of_pages_and_products_are_told_but_for_the_few_of_a_day():
    product = "GET /products/{sku}"
    days = [
        a_day(1, 10, {("page", product): 12, ("page", "GET /cart"): 4, ("product", "MUG-1"): 7}),
        a_day(2, 10, {("page", product): 9, ("page", "GET /cart"): 4, ("product", "MUG-1"): 4}),
    ]
    assert pages(days) == Told({product: 21}, 19)
    assert products(days) == Told({"MUG-1": 7}, 14)
