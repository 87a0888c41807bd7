from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.money import pence
from shop.domain.prices import PriceChange, Reduction, price_change, reduction_of
from tests.support.factories import make_product
from tests.support.gateway import NOW

DAY = timedelta(days=1)
REDUCED = make_product(price_pence=1500, compare_at_pence=2000)


def history(*steps: tuple[int, int, int | None]) -> list[PriceChange]:
    """Return entries, the newest first, from (days ago, price, compare-at price), oldest first."""
    entries: list[PriceChange] = []
    for days, price_pence, compare_at_pence in steps:
        entries.insert(
            0,
            PriceChange(
                sku="LAMP-1",
                changed_at=NOW - days * DAY,
                price_pence=price_pence,
                compare_at_pence=compare_at_pence,
                previous_pence=entries[0].price_pence if entries else None,
            ),
        )
    return entries


def lowest(*steps: tuple[int, int, int | None]) -> int | None:
    reduction = reduction_of(REDUCED, history(*steps))
    return None if reduction is None else reduction.lowest_30_days.amount


def test_tells_the_lowest_price_of_the_30_days_before_the_present_one_began():
    steps = history((90, 2000, None), (20, 1700, None), (12, 1900, None), (2, 1500, 2000))
    assert reduction_of(REDUCED, steps) == Reduction(pence(2000), pence(1700))


def test_a_price_that_ended_before_the_30_days_does_not_count():
    assert lowest((90, 900, None), (40, 2000, None), (2, 1500, 2000)) == 2000


def test_a_price_that_ended_within_the_30_days_counts_whenever_it_began():
    assert lowest((400, 900, None), (31, 2000, None), (2, 1500, 2000)) == 900


def test_a_price_that_ended_exactly_30_days_before_does_not_count():
    assert lowest((400, 900, None), (32, 2000, None), (2, 1500, 2000)) == 2000


def test_the_30_days_are_those_before_the_price_began_not_before_today():
    assert lowest((100, 1800, None), (80, 2000, None), (60, 1500, 2000)) == 1800


def test_comparing_with_another_price_does_not_begin_the_reduction_anew():
    assert lowest((90, 2000, None), (20, 1500, 1900), (2, 1500, 2000)) == 2000


def test_a_price_that_is_only_called_reduced_is_its_own_lowest():
    assert lowest((90, 1500, None), (2, 1500, 2000)) == 1500


def test_a_second_reduction_counts_the_first():
    assert lowest((90, 2000, None), (10, 1400, 2000), (5, 1500, 2000)) == 1400


@pytest.mark.parametrize(
    "steps",
    [
        (),
        ((2, 1500, 2000),),
        ((9, 1500, None),),
        ((9, 2000, None), (2, 1600, 2000)),
    ],
)
def test_announces_nothing_where_no_prior_price_is_known(steps):
    assert lowest(*steps) is None


def test_a_full_price_is_no_reduction():
    steps = history((90, 2000, None), (2, 1500, 2000))
    assert reduction_of(make_product(price_pence=1500), steps) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.integers(1, 50), st.booleans()),
        min_size=2,
        max_size=12,
        unique_by=lambda step: step[0],
    )
)
def test_tells_what_a_look_at_every_day_tells(changes):
    steps = [
        (days, price, 100 if compared else None)
        for days, price, compared in sorted(changes, reverse=True)
    ]
    oldest, (_, price, compare_at) = steps[0][0], steps[-1]
    product = make_product(price_pence=price, compare_at_pence=compare_at)

    def of_day(days_ago: int) -> tuple[int, int | None]:
        [*_, (_, *found)] = [step for step in steps if step[0] >= days_ago]
        return found[0], found[1]

    began = 0
    while began < oldest and of_day(began + 1)[0] == price and of_day(began + 1)[1]:
        began += 1
    before = [of_day(day)[0] for day in range(began + 1, min(began + 30, oldest) + 1)]
    expected = min(before, default=None) if compare_at else None

    found = reduction_of(product, history(*steps))
    assert (None if found is None else found.lowest_30_days.amount) == expected


def test_a_new_product_and_every_change_of_price_is_an_entry():
    new = price_change(None, REDUCED, NOW)
    assert new == PriceChange(
        sku="LAMP-1",
        changed_at=NOW,
        price_pence=1500,
        compare_at_pence=2000,
        previous_pence=None,
    )
    dearer = price_change(REDUCED, replace(REDUCED, price_pence=1600), NOW)
    assert dearer is not None
    assert (dearer.previous_pence, dearer.price_pence) == (1500, 1600)
    assert price_change(REDUCED, replace(REDUCED, compare_at_pence=None), NOW) is not None


def test_other_changes_are_no_entry():
    assert price_change(REDUCED, replace(REDUCED, name="Mist lantern", available=1), NOW) is None
