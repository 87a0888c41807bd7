"""Charts of days."""

import itertools

import pytest

from shop.web.desk.charts import bars, round_top, width_in

DAYS = [("2026-11-21", 5), ("2026-11-22", 0), ("2026-11-23", 10)]


def test_a_bar_is_as_high_as_its_number():
    first, none, last = bars("Visitors", DAYS, 600).bars
    assert none.height == 0
    assert last.height == pytest.approx(2 * first.height, abs=0.1)
    assert last.y + last.height == pytest.approx(first.y + first.height, abs=0.1)
    assert (last.label, last.number) == ("2026-11-23", 10)


def test_everything_is_inside_the_chart():
    chart = bars("Visitors", DAYS * 30, 400)
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)
    assert all(bar.y >= 0 for bar in chart.bars)
    assert all(x <= chart.width for x, _ in chart.dates)


def test_dates_do_not_stand_on_each_other():
    places = [x for x, _ in bars("Visitors", DAYS * 30, 400).dates]
    assert all(after - before >= 40 for before, after in itertools.pairwise(places))


def test_dates_are_told_as_people_write_them():
    assert [told for _, told in bars("Visitors", DAYS, 600).dates] == ["21 Nov", "22 Nov", "23 Nov"]


@pytest.mark.parametrize(("widget", "chart"), [(600, 560), (900, 416), (1280, 606), (4000, 786)])
def test_two_stand_beside_each_other_in_a_wide_widget(widget: int, chart: int):
    assert width_in(widget) == chart


def test_a_chart_of_nothing_has_a_scale_all_the_same():
    chart = bars("Visitors", [], 10)
    assert (chart.bars, chart.width) == ((), 280)
    assert [number for _, number in chart.lines] == [0, 1, 2]


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (101, 200)])
def test_the_scale_ends_at_a_round_number(most: int, top: int):
    assert round_top(most) == top
