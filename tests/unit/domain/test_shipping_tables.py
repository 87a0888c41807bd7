from itertools import pairwise

import pytest

from shop.domain.shipping_tables import METHODS, ZONES, Step, Tariff

TARIFFS = [tariff for method in METHODS for tariff in method.tariffs.values()]


def test_no_country_is_in_two_zones():
    assert sum(map(len, ZONES.values())) == len(frozenset[str]().union(*ZONES.values()))


def test_every_method_reaches_every_zone():
    assert all(set(method.tariffs) == set(ZONES) for method in METHODS)


@pytest.mark.parametrize("tariff", TARIFFS)
def test_the_bands_of_a_tariff_rise(tariff):
    assert all(
        lighter[0] < heavier[0] and lighter[1] < heavier[1]
        for lighter, heavier in pairwise(tariff.bands)
    )


@pytest.mark.parametrize(
    ("grams", "price_pence"),
    [(0, 100), (10, 100), (11, 150), (20, 150), (21, None)],
)
def test_a_band_ends_with_its_last_gram(grams, price_pence):
    assert Tariff(((10, 100), (20, 150))).price_pence(grams) == price_pence


@pytest.mark.parametrize(("grams", "price_pence"), [(20, 150), (21, 157), (25, 157), (26, 164)])
def test_beyond_the_last_band_each_started_step_costs_more(grams, price_pence):
    tariff = Tariff(((10, 100), (20, 150)), Step(5, 7))
    assert tariff.price_pence(grams) == price_pence
